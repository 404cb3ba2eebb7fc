package io.zonekeeper.core;

import java.util.List;

import io.zonekeeper.core.reasons.Reason;

/**
 * One condition of an object's status, without the times and generations that only the writer of the status knows.
 *
 * @param type name of the aspect, CamelCase
 * @param holds whether it is so
 * @param reason why, for machines
 * @param message a sentence for users
 */
public record ConditionFact(String type, boolean holds, Reason reason, String message) {
    /** Returns a condition that is so. */
    public static ConditionFact yes(String type, Reason reason, String message) {
        return new ConditionFact(type, true, reason, message);
    }

    /** Returns the conditions of an object that cannot be acted on. */
    public static List<ConditionFact> refused(Refusal why) {
        return List.of(
                no("Ready", why.reason(), why.message()),
                no("Reconciling", why.reason(), "no change in progress"),
                yes("Stalled", why.reason(), why.message()));
    }

    /** Returns a condition that is not so. */
    public static ConditionFact no(String type, Reason reason, String message) {
        return new ConditionFact(type, false, reason, message);
    }
}
