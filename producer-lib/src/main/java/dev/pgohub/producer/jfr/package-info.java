/** Turns a JFR recording into a pprof CPU profile; knows nothing of capturing and of Kafka. */
@NullMarked
package dev.pgohub.producer.jfr;

import org.jspecify.annotations.NullMarked;
