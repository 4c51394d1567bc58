/** The local copy of {@code merged-profiles}: what is served, on disk, with bounded memory. */
@NullMarked
package dev.pgohub.api.store;

import org.jspecify.annotations.NullMarked;
