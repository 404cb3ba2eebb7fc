package io.zonekeeper.controllers.drains;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose pods are read next, where there are more drained nodes than one round reads: those that were never read, then
 * those whose last turn is longest ago. So every node is read within {@code nodes / most} rounds, however long others
 * take to become empty.
 */
final class DrainRotation {
    private final Map<String, Long> last = new HashMap<>();
    private long round;

    /** Returns the names of at most {@code most} nodes, and counts it as their turn. */
    List<String> next(Set<String> nodes, int most) {
        last.keySet().retainAll(nodes);
        round++;
        List<String> chosen = nodes.stream()
                .sorted(Comparator.comparing((String node) -> last.getOrDefault(node, 0L))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(most)
                .toList();
        chosen.forEach(node -> last.put(node, round));
        return chosen;
    }
}
