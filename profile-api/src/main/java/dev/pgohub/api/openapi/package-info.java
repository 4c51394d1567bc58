/** Describes this API for programs: made from its own code, and from words that stand beside it. */
@NullMarked
package dev.pgohub.api.openapi;

import org.jspecify.annotations.NullMarked;
