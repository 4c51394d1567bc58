/** Commits the served {@code default.pgo} of a tag to the tag's git repository. */
@NullMarked
package dev.pgohub.publisher;

import org.jspecify.annotations.NullMarked;
