package io.zonekeeper.core.drill;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What happened in a drill.
 *
 * @param services services that had pods in the zone
 * @param left most of them that were out of it at once
 * @param trafficOffAfter how long after its begin the last one's traffic was off; empty until then, and where one was
 *     held back
 * @param replacedAfter how long after its begin all that left had their replacements ready
 * @param homeAfter how long after its end all were home
 * @param lowest the service that had the smallest share of its replicas ready
 * @param heldBack services that did not leave, and why; at most {@value #MOST_HELD_BACK}
 */
public record DrillReport(
        int services,
        int left,
        Optional<Duration> trafficOffAfter,
        Optional<Duration> replacedAfter,
        Optional<Duration> homeAfter,
        Optional<Lowest> lowest,
        SortedMap<String, String> heldBack) {
    /** More are not told one by one, or they would fill the status. */
    public static final int MOST_HELD_BACK = 16;

    /** Nothing happened yet. */
    public static final DrillReport EMPTY = new DrillReport(
            0, 0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), new TreeMap<>());

    /** Copies the map. */
    public DrillReport {
        heldBack = Collections.unmodifiableSortedMap(new TreeMap<>(heldBack));
    }

    /**
     * How few pods a service had.
     *
     * @param service its namespace and name
     * @param ready pods ready and in traffic
     * @param replicas pods that must serve
     */
    public record Lowest(String service, int ready, int replicas) {
        int percent() {
            return Math.toIntExact(100L * ready / replicas);
        }
    }

    /** Returns the report with what is seen while the zone is treated as lost. */
    DrillReport running(String zone, List<DrillService> all, Duration elapsed) {
        List<DrillService> there =
                all.stream().filter(service -> service.in(zone)).toList();
        List<DrillService> out =
                there.stream().filter(service -> service.left(zone)).toList();
        SortedMap<String, String> held = new TreeMap<>();
        there.stream()
                .filter(service -> !service.left(zone) && service.held().isPresent())
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .limit(MOST_HELD_BACK)
                .forEach(service -> held.put(service.name(), service.held().get()));
        boolean allOut = out.size() == there.size();
        boolean replaced = !out.isEmpty() && out.stream().allMatch(DrillService::settled) && settled(there, out);
        return new DrillReport(
                Math.max(services, there.size()),
                Math.max(left, out.size()),
                trafficOffAfter.or(() -> allOut && !out.isEmpty() ? Optional.of(elapsed) : Optional.empty()),
                replacedAfter.or(() -> replaced ? Optional.of(elapsed) : Optional.empty()),
                homeAfter,
                lower(there),
                held);
    }

    /** Returns the report with the time that failback took. */
    DrillReport home(Duration elapsed) {
        return new DrillReport(services, left, trafficOffAfter, replacedAfter, Optional.of(elapsed), lowest, heldBack);
    }

    /** Those that are still there are held back, not on their way. */
    private static boolean settled(List<DrillService> there, List<DrillService> out) {
        return there.stream()
                .filter(service -> !out.contains(service))
                .allMatch(service -> service.held().isPresent());
    }

    private Optional<Lowest> lower(List<DrillService> there) {
        Optional<Lowest> found = lowest;
        for (DrillService service : there) {
            if (service.replicas() > 0
                    && service.ready() < service.replicas()
                    && service.readyPercent() < found.map(Lowest::percent).orElse(101)) {
                found = Optional.of(new Lowest(service.name(), service.ready(), service.replicas()));
            }
        }
        return found;
    }
}
