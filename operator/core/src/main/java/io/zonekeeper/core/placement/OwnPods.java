package io.zonekeeper.core.placement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which of Zonekeeper's own pods is evicted next, so that the scheduler spreads them over the zones again: it places a
 * pod once, and those that it placed elsewhere while a zone was dark stay there.
 *
 * <ol>
 *   <li>A component (the operator's replicas, or the observers) moves only while it is settled: all its pods are of one
 *       template, run in a zone and are ready, and none of those that it had before the last eviction is missing.
 *   <li>One pod of the zone with the most moves, while an open zone has two fewer: with one fewer nothing is gained. It
 *       is never the leader, which has the fewest reasons to pause.
 *   <li>An eviction is an attempt. If the zone that was to gain has no more pods of the component afterwards, the
 *       scheduler does not use it for them, and the component is left as it is ({@link Step#attempts}).
 * </ol>
 *
 * <p>Invariants: at most one pod of all is evicted in a step; without attempts that succeed the number of evictions is
 * at most that of components; each eviction that succeeds makes the spread smaller, so that they end.
 */
public final class OwnPods {
    private OwnPods() {}

    /**
     * A pod of Zonekeeper's own.
     *
     * @param name its name
     * @param component what it is one of
     * @param template identifies its template
     * @param zone name of its zone; empty while it has no node
     * @param ready whether it is ready and not being deleted
     */
    public record OwnPod(String name, String component, String template, Optional<String> zone, boolean ready) {}

    /**
     * An eviction.
     *
     * @param zone name of the zone that was to gain a pod
     * @param podsInZone how many the component had there
     * @param pods how many the component had
     */
    public record Attempt(String zone, int podsInZone, int pods) {}

    /**
     * What is to be done.
     *
     * @param evict name of the pod to evict; empty where none is
     * @param waiting whether something else must happen first: pods start, or end
     * @param attempts by component, the last eviction, this one included
     */
    public record Step(Optional<String> evict, boolean waiting, Map<String, Attempt> attempts) {
        /** Copies the map. */
        public Step {
            attempts = Map.copyOf(attempts);
        }
    }

    /**
     * Returns the next step.
     *
     * @param pods all of Zonekeeper's own
     * @param open names of the zones whose nodes take pods
     * @param leader name of the pod that leads
     * @param before the attempts of the step before
     */
    public static Step next(List<OwnPod> pods, Set<String> open, String leader, Map<String, Attempt> before) {
        Map<String, List<OwnPod>> components =
                pods.stream().collect(Collectors.groupingBy(OwnPod::component, TreeMap::new, Collectors.toList()));
        boolean waiting = false;
        for (Map.Entry<String, List<OwnPod>> component : components.entrySet()) {
            Optional<Attempt> last = Optional.ofNullable(before.get(component.getKey()));
            if (!settled(component.getValue(), last)) {
                waiting = true;
                continue;
            }
            Optional<Move> move = move(component.getValue(), open, leader, last);
            if (move.isPresent()) {
                Map<String, Attempt> attempts = new HashMap<>(before);
                attempts.put(component.getKey(), move.get().attempt());
                return new Step(Optional.of(move.get().pod()), true, attempts);
            }
        }
        return new Step(Optional.empty(), waiting, before);
    }

    private record Move(String pod, Attempt attempt) {}

    private static boolean settled(List<OwnPod> pods, Optional<Attempt> last) {
        return pods.stream().allMatch(pod -> pod.ready() && pod.zone().isPresent())
                && pods.stream().map(OwnPod::template).distinct().count() == 1
                && last.filter(attempt -> pods.size() < attempt.pods()).isEmpty();
    }

    private static Optional<Move> move(List<OwnPod> pods, Set<String> open, String leader, Optional<Attempt> last) {
        Map<String, List<OwnPod>> byZone = pods.stream()
                .collect(Collectors.groupingBy(pod -> pod.zone().orElseThrow(), TreeMap::new, Collectors.toList()));
        if (last.filter(attempt -> size(byZone, attempt.zone()) <= attempt.podsInZone())
                .isPresent()) {
            return Optional.empty();
        }
        Optional<String> emptiest = open.stream()
                .min(Comparator.comparingInt((String zone) -> size(byZone, zone))
                        .thenComparing(Comparator.naturalOrder()));
        return emptiest.flatMap(zone -> byZone.values().stream()
                .max(Comparator.comparingInt(List::size))
                .filter(most -> most.size() - size(byZone, zone) >= 2)
                .flatMap(most -> most.stream()
                        .map(OwnPod::name)
                        .filter(name -> !name.equals(leader))
                        .max(Comparator.naturalOrder()))
                .map(name -> new Move(name, new Attempt(zone, size(byZone, zone), pods.size()))));
    }

    private static int size(Map<String, List<OwnPod>> byZone, String zone) {
        return byZone.getOrDefault(zone, List.of()).size();
    }
}
