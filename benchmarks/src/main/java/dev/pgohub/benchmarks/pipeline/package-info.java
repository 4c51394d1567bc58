/** A whole hub under load. */
@org.jspecify.annotations.NullMarked
package dev.pgohub.benchmarks.pipeline;
