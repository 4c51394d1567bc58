/** All tags and instances together: how much comes in, and how far the mergers are behind. */
@NullMarked
package dev.pgohub.api.fleet;

import org.jspecify.annotations.NullMarked;
