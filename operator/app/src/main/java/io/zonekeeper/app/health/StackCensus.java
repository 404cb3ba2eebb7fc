package io.zonekeeper.app.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;

/** What each service last ran in each zone, as its reconciles found it: the readiness of pods by zone. */
public final class StackCensus {
    private final Map<String, List<Entry>> services = new ConcurrentHashMap<>();

    /**
     * One stack.
     *
     * @param zone the zone's name
     * @param asked pods it shall run
     * @param ready those that are ready
     * @param settled whether it serves and is neither being moved nor rolled out: only then are missing pods evidence
     * @param rolling whether pods of another template are being replaced
     * @param probed whether observers look at its pods
     * @param left whether it was left: only its evidence for coming home is there
     */
    public record Entry(
            String zone, int asked, int ready, boolean settled, boolean rolling, boolean probed, boolean left) {
        /** Creates the entry of a stack that serves, or is to. */
        public static Entry of(String zone, int asked, int ready, boolean settled, boolean rolling, boolean probed) {
            return new Entry(zone, asked, ready, settled, rolling, probed, false);
        }

        /**
         * Returns what there is to tell of a stack that was left: nothing is missing where nothing is asked for, and
         * that observers look there counts on.
         */
        public static Entry left(String zone, boolean probed) {
            return new Entry(zone, 0, 0, true, false, probed, true);
        }
    }

    /** Notes what a service runs. */
    public void note(String service, List<Entry> stacks) {
        services.put(service, List.copyOf(stacks));
    }

    /** Forgets all services but these. */
    public void retain(Set<String> existing) {
        services.keySet().retainAll(existing);
    }

    /** Returns pods asked for and not yet ready, of all services: what waits for nodes, or starts. */
    public int pending() {
        return services.values().stream()
                .flatMap(List::stream)
                .filter(entry -> !entry.settled())
                .mapToInt(entry -> Math.max(0, entry.asked() - entry.ready()))
                .sum();
    }

    /** Returns the readiness of pods, one observation for each zone. */
    List<Observation> pods() {
        Map<String, int[]> counts = new TreeMap<>();
        services.values()
                .forEach(stacks -> stacks.stream().filter(Entry::settled).forEach(entry -> {
                    int[] count = counts.computeIfAbsent(entry.zone(), zone -> new int[2]);
                    count[0] += entry.asked();
                    count[1] += Math.max(0, entry.asked() - entry.ready());
                }));
        List<Observation> observations = new ArrayList<>();
        counts.forEach((zone, count) ->
                observations.add(new Observation(zone, Signal.PODS, count[0], count[1], Duration.ZERO)));
        return observations;
    }

    /**
     * Returns by zone how many services are probed there that can be judged at all.
     *
     * @param fewest pods that a stack needs for its failures to count; one that was left had them
     */
    Map<String, Integer> probed(int fewest) {
        Map<String, Integer> counts = new HashMap<>();
        services.values()
                .forEach(stacks -> stacks.stream()
                        .filter(entry -> entry.probed() && (entry.left() || entry.asked() >= fewest))
                        .forEach(entry -> counts.merge(entry.zone(), 1, Integer::sum)));
        return counts;
    }

    /**
     * Returns the services that are being rolled out. One that is being moved is not among them: that it fails is why
     * it moves, and must go on to speak against its zone.
     */
    Set<String> rolling() {
        return services.entrySet().stream()
                .filter(service -> service.getValue().stream().anyMatch(Entry::rolling))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
