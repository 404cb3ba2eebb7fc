package io.zonekeeper.core;

import io.zonekeeper.core.reasons.Reason;

/**
 * An action not taken, reported in the status, an Event and a metric.
 *
 * @param reason condition reason, Event reason and metric label
 * @param message a sentence for users that says what was found and what to do about it
 */
public record Refusal(Reason reason, String message) {}
