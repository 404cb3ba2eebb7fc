package io.zonekeeper.kube.notifications;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.core.zone.Verdict;

/** What a notification is about: the {@code type} of its CloudEvent. */
public enum NotificationType {
    /** The verdict on a zone changed. */
    ZONE_VERDICT("zone.verdict"),
    /** A zone was cordoned: it gets no traffic and no new pods. */
    ZONE_CORDONED("zone.cordoned"),
    /** A zone may be used again. */
    ZONE_UNCORDONED("zone.uncordoned"),
    /** A drill began, ended, or was refused. */
    ZONE_DRILL("zone.drill"),
    /** A service is evacuated from a zone, step by step. */
    EVACUATION("service.evacuation"),
    /** A service returns to a zone, or has returned. */
    FAILBACK("service.failback"),
    /** Something that was requested or due is not done; the reason names why. */
    REFUSAL("refusal");

    private static final String PREFIX = "io.zonekeeper.";
    private static final String VERSION = ".v1";

    private static final Map<Reason, NotificationType> ZONES = Map.of(
            ZoneReason.CORDONED, ZONE_CORDONED,
            ZoneReason.UNCORDONED, ZONE_UNCORDONED,
            ZoneReason.DRILL_STARTED, ZONE_DRILL,
            ZoneReason.DRILL_ENDED, ZONE_DRILL,
            ZoneReason.DRILL_COMPLETED, ZONE_DRILL,
            ZoneReason.DRILL_ABORTED, ZONE_DRILL,
            ZoneReason.DRILL_REFUSED, ZONE_DRILL);

    private static final Set<Reason> EVACUATIONS = Set.of(
            StackState.SHEDDING,
            StackState.REPLACING,
            StackState.DRAINED,
            StackState.REMOVING,
            FailoverReason.EVACUATED);

    private static final Set<Reason> FAILBACKS =
            Set.of(StackState.RETURNING, ServiceReason.RETURNED, FailoverReason.RETURNED);

    private final String word;

    NotificationType(String word) {
        this.word = word;
    }

    /** Returns its name in the configuration. */
    public String word() {
        return word;
    }

    /** Returns the type of the CloudEvent. */
    public String type() {
        return PREFIX + word + VERSION;
    }

    /** Returns the type of a name in the configuration. */
    public static Optional<NotificationType> named(String word) {
        return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
    }

    /**
     * Returns what an Event is about; empty where it is an ordinary step, as of a rollout.
     *
     * @param warning whether it is a warning
     */
    static Optional<NotificationType> of(Reason reason, boolean warning) {
        if (reason instanceof Verdict) {
            return Optional.of(ZONE_VERDICT);
        }
        if (EVACUATIONS.contains(reason)) {
            return Optional.of(EVACUATION);
        }
        if (FAILBACKS.contains(reason)) {
            return Optional.of(FAILBACK);
        }
        return Optional.ofNullable(ZONES.get(reason)).or(() -> warning ? Optional.of(REFUSAL) : Optional.empty());
    }
}
