/** What the engine and the hub cost, measured. */
@org.jspecify.annotations.NullMarked
package dev.pgohub.benchmarks;
