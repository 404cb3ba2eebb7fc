package io.zonekeeper.core;

/**
 * An action not taken, told in status, an Event and a metric.
 *
 * @param reason one CamelCase word for machines: condition reason, Event reason and metric label
 * @param message a sentence for users that says what was found and what to do about it
 */
public record Refusal(String reason, String message) {}
