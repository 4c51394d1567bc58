/** Does harm to a hub of separate processes, and counts what came out. */
@NullMarked
package dev.pgohub.faults;

import org.jspecify.annotations.NullMarked;
