/**
 * Room 1: captures the CPU profile of the service it runs in and publishes it, window by window.
 */
@NullMarked
package dev.pgohub.producer;

import org.jspecify.annotations.NullMarked;
