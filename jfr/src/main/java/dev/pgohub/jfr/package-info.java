/** Turns a JFR recording into a pprof CPU profile, whoever recorded it; knows no Kafka. */
@NullMarked
package dev.pgohub.jfr;

import org.jspecify.annotations.NullMarked;
