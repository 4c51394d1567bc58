/** The local copy of what the topics say: all that is served, on disk, with bounded memory. */
@NullMarked
package dev.pgohub.api.store;

import org.jspecify.annotations.NullMarked;
