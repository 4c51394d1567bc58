/** Serves merged profiles, and what is known about them. */
@NullMarked
package dev.pgohub.api.serve;

import org.jspecify.annotations.NullMarked;
