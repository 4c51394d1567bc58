/** Takes fragments over HTTP: reads, checks and publishes them, all within bounds. */
@NullMarked
package dev.pgohub.api.intake;

import org.jspecify.annotations.NullMarked;
