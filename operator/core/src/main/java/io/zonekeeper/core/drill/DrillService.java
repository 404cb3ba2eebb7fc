package io.zonekeeper.core.drill;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.core.evacuation.StackState;

/**
 * A service, as a drill sees it.
 *
 * @param name its namespace and name
 * @param replicas pods that must serve
 * @param floor ready pods below which it must not fall because of us ({@code zoneFailure.minReadyPercent})
 * @param ready pods that are ready and get traffic
 * @param stacks where its stack in each zone stands, by zone name
 * @param settled whether no change in progress
 * @param held why it does not leave a zone, where it does not
 */
public record DrillService(
        String name,
        int replicas,
        int floor,
        int ready,
        Map<String, StackState> stacks,
        boolean settled,
        Optional<String> held) {
    /** Copies the map. */
    public DrillService {
        stacks = Map.copyOf(new TreeMap<>(stacks));
    }

    /** Returns whether it runs in a zone, or did before it left. */
    boolean in(String zone) {
        return stacks.containsKey(zone) && stacks.get(zone) != StackState.REMOVING;
    }

    /** Returns whether it has left a zone. */
    boolean left(String zone) {
        return in(zone) && stacks.get(zone) != StackState.ACTIVE;
    }

    /** Returns the zones that it has left, but for one. */
    Set<String> leftOtherThan(String zone) {
        return stacks.keySet().stream()
                .filter(other -> !other.equals(zone) && left(other))
                .collect(Collectors.toSet());
    }

    /** Returns the ready share of its replicas in percent, at most 100. */
    int readyPercent() {
        return replicas == 0 ? 100 : Math.min(100, Math.toIntExact(100L * ready / replicas));
    }
}
