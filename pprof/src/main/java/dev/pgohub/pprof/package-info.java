/** The engine: reads, checks, merges and writes profiles; knows no Kafka and no Spring. */
@NullMarked
package dev.pgohub.pprof;

import org.jspecify.annotations.NullMarked;
