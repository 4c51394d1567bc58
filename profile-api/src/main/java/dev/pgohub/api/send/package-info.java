/** Sends to the broker, and waits until it has what was sent. */
@NullMarked
package dev.pgohub.api.send;

import org.jspecify.annotations.NullMarked;
