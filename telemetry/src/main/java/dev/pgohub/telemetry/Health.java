package dev.pgohub.telemetry;

/**
 * How a room is.
 *
 * @param isUp whether it does its work
 * @param state what it is doing, in one word of capitals
 */
public record Health(boolean isUp, String state) {}
