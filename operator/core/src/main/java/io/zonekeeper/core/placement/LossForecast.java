package io.zonekeeper.core.placement;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What would serve if each zone, on its own, were lost now.
 *
 * @param replicas what must serve
 * @param ready ready replicas now, in all zones
 * @param zones one answer for each zone, ordered by name
 */
public record LossForecast(int replicas, int ready, List<ZoneLoss> zones) {

    /** Copies the list. */
    public LossForecast {
        zones = List.copyOf(zones);
    }

    /** Returns the forecast for the ready replicas of each zone; a zone out of traffic belongs in with 0. */
    public static LossForecast of(int replicas, Map<String, Integer> readyByZone) {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas must not be negative, was " + replicas);
        }
        readyByZone.forEach((zone, ready) -> {
            if (ready < 0) {
                throw new IllegalArgumentException(
                        "ready replicas of zone %s must not be negative, was %d".formatted(zone, ready));
            }
        });
        int ready = readyByZone.values().stream().mapToInt(Integer::intValue).sum();
        List<ZoneLoss> zones = new TreeMap<>(readyByZone)
                .entrySet().stream()
                        .map(entry -> loss(entry.getKey(), ready - entry.getValue(), replicas))
                        .toList();
        return new LossForecast(replicas, ready, zones);
    }

    /** Returns the loss that leaves the least, the first by name among equals; empty without zones. */
    public Optional<ZoneLoss> worst() {
        return zones.stream().min(Comparator.comparingInt(ZoneLoss::readyLeft));
    }

    /** Returns what would be ready with so many zones lost, those that have the most. */
    public int left(int losses) {
        return Survival.left(
                zones.stream().mapToInt(loss -> ready - loss.readyLeft()).toArray(), losses);
    }

    private static ZoneLoss loss(String zone, int readyLeft, int replicas) {
        int percent = replicas == 0 ? 100 : Math.toIntExact(100L * readyLeft / replicas);
        return new ZoneLoss(zone, readyLeft, replicas, percent, readyLeft >= replicas);
    }
}
