/** Admits fragments, folds them into runs, and settles runs into merged profiles. */
@NullMarked
package dev.pgohub.merger;

import org.jspecify.annotations.NullMarked;
