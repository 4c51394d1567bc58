/** What is known about tags, as JSON. */
@NullMarked
package dev.pgohub.api.tags;

import org.jspecify.annotations.NullMarked;
