package io.zonekeeper.testing;

/**
 * How a program ended.
 *
 * @param exit its exit code
 * @param out what it printed
 * @param err what it complained of
 */
public record CommandResult(int exit, String out, String err) {}
