package io.zonekeeper.core.service;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many pods to ask for now on the way to the targets.
 *
 * <ol>
 *   <li>A zone below its target is asked for its target at once.
 *   <li>What is missing is counted: ready pods that the targets promise and the zones do not have yet.
 *   <li>A zone above its target keeps as many of its surplus pods as are missing, if they are ready; the zone with the
 *       largest surplus keeps first. Pods that are not ready stand in for nothing and go at once.
 * </ol>
 *
 * <p>Invariants: ready pods never fall below what the targets promise because of a move; a plain scale-down, where
 * nothing is missing, happens at once; at the targets nothing changes any more.
 */
final class ScalingStep {
    private ScalingStep() {}

    static Map<String, Integer> replicasNow(Map<String, Integer> targets, List<StackFact> stacks) {
        Map<String, Integer> now = new TreeMap<>(targets);
        int missing = targets.values().stream().mapToInt(Integer::intValue).sum();
        for (StackFact stack : stacks) {
            missing -= Math.min(stack.ready(), targets.getOrDefault(stack.zone(), 0));
        }
        List<StackFact> bySurplus = stacks.stream()
                .sorted(Comparator.<StackFact>comparingInt(stack -> -surplus(stack, targets))
                        .thenComparing(StackFact::zone))
                .toList();
        for (StackFact stack : bySurplus) {
            int kept = Math.min(missing, surplus(stack, targets));
            if (kept > 0) {
                now.merge(stack.zone(), kept, Integer::sum);
                missing -= kept;
            }
        }
        return now;
    }

    private static int surplus(StackFact stack, Map<String, Integer> targets) {
        return Math.max(0, Math.min(stack.desired(), stack.ready()) - targets.getOrDefault(stack.zone(), 0));
    }
}
