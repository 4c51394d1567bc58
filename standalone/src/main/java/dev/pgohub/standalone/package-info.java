/** The rooms and a real Kafka broker in one process. */
@NullMarked
package dev.pgohub.standalone;

import org.jspecify.annotations.NullMarked;
