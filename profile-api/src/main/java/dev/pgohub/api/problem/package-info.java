/** Answers that are not what was asked for: problem details, or nothing that harms a build. */
@NullMarked
package dev.pgohub.api.problem;

import org.jspecify.annotations.NullMarked;
