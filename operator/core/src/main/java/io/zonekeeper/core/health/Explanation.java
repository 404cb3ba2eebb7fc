package io.zonekeeper.core.health;

import java.util.ArrayList;
import java.util.List;

/** Says in a sentence what a judgement rests on, and in another what would change it. */
public final class Explanation {
    private Explanation() {}

    /** Returns the evidence as a user reads it in {@code kubectl get zones}. */
    public static String evidence(ZoneVerdict zoneVerdict) {
        List<String> parts = new ArrayList<>();
        for (Observation observation : zoneVerdict.observations()) {
            Level level = zoneVerdict.level(observation.signal());
            if (level == Level.BAD || level == Level.SHARED || level == Level.FRESHLY_BAD) {
                parts.add(observation.signal().sentence(observation)
                        + (level == Level.SHARED ? ", as in other zones" : ""));
            }
        }
        if (!parts.isEmpty()) {
            return String.join("; ", parts);
        }
        return switch (zoneVerdict.verdict()) {
            case UNKNOWN -> "no current evidence";
            case UNHEALTHY ->
                zoneVerdict.observations().isEmpty()
                        ? "no current evidence since it failed"
                        : "recovering: no failures now";
            default -> good(zoneVerdict.observations());
        };
    }

    /** Returns what the verdict waits for. */
    public static String wouldChange(ZoneVerdict zoneVerdict, Sensitivity sensitivity) {
        return switch (zoneVerdict.verdict()) {
            case HEALTHY ->
                "a signal that fails here and not in other zones makes it Suspect, two independent kinds make it Unhealthy";
            case SUSPECT ->
                zoneVerdict.shared()
                        ? "Healthy when the failures end; attributed to this zone only if %.0f %% of all zones' failures are its own"
                                .formatted(100 * sensitivity.ownShare())
                        : "Healthy when the failures end, Unhealthy with a second independent kind of evidence";
            case UNHEALTHY ->
                "Healthy after all evidence has been good for %d s"
                        .formatted(sensitivity.recoverAfter().toSeconds());
            case UNKNOWN -> "any current evidence";
        };
    }

    private static String good(List<Observation> observations) {
        if (observations.isEmpty()) {
            return "no current evidence: the verdict is the last one";
        }
        return "no failures: "
                + String.join(
                        ", ",
                        observations.stream()
                                .map(Observation::signal)
                                .sorted()
                                .map(Signal::word)
                                .toList());
    }

    /**
     * Returns whether two judgements tell a user the same: then nothing is written again, although numbers may differ.
     */
    public static boolean sameClass(ZoneVerdict a, ZoneVerdict b) {
        return a.verdict() == b.verdict()
                && a.shared() == b.shared()
                && a.healthySince().equals(b.healthySince())
                && a.loud().equals(b.loud())
                && a.heard().equals(b.heard());
    }
}
