package io.zonekeeper.app.faults;

import java.util.Map;
import java.util.TreeMap;

/** What becomes of a life of each kind where nothing fails; the same in each namespace, so it is lived once. */
final class Undisturbed {
    private static Map<String, String> ends = Map.of();

    private Undisturbed() {}

    /** Returns what was made of each kind of life in the end, by its shape. */
    static synchronized Map<String, String> ends(Place place) {
        if (ends.isEmpty()) {
            Map<String, String> lived = new TreeMap<>();
            FaultRound.undisturbed(place).play().forEach(end -> lived.put(end.shape(), end.what()));
            ends = lived;
        }
        return ends;
    }
}
