package io.zonekeeper.web.view;

/**
 * A condition that reports a problem or a refusal.
 *
 * @param condition its type
 * @param reason the machine-readable cause
 * @param message the explanation
 * @param since when it began, as RFC 3339
 */
public record Problem(String condition, String reason, String message, String since) {
    /** Returns whether it reports an action that is not taken, or an object that cannot be reconciled. */
    public boolean refusal() {
        return condition.endsWith("Held") || condition.equals("Stalled") || condition.equals("TrafficRemains");
    }
}
