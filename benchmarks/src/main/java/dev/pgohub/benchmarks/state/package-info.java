/** What the merger's state costs at the broker, on disk and on the heap. */
@org.jspecify.annotations.NullMarked
package dev.pgohub.benchmarks.state;
