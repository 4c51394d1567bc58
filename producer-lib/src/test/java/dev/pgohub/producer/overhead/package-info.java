/** Measures by hand what a capture costs. */
@NullMarked
package dev.pgohub.producer.overhead;

import org.jspecify.annotations.NullMarked;
