/** A service worth profiling, which captures its own profile with one line. */
@NullMarked
package dev.pgohub.examples;

import org.jspecify.annotations.NullMarked;
