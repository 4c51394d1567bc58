/** The wire: envelopes, topics, and the grammar of a tag. */
@NullMarked
package dev.pgohub.schemas;

import org.jspecify.annotations.NullMarked;
