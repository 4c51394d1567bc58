/** A real Kafka broker inside this process: for the standalone hub and for tests. */
@NullMarked
package dev.pgohub.broker;

import org.jspecify.annotations.NullMarked;
