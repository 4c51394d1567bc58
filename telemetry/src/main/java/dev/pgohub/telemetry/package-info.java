/** What an operator reads of a room: metrics, health, and a log that programs can read, too. */
@NullMarked
package dev.pgohub.telemetry;

import org.jspecify.annotations.NullMarked;
