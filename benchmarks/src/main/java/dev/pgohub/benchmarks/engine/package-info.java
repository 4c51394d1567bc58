/** The merge engine side by side with the floor and with google/pprof. */
@org.jspecify.annotations.NullMarked
package dev.pgohub.benchmarks.engine;
