/** Tells those who look that a tag changed. */
@NullMarked
package dev.pgohub.api.events;

import org.jspecify.annotations.NullMarked;
