package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.zonekeeper.core.evacuation.Evacuation;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.evacuation.ZoneEvacuation;

/**
 * How many pods each zone is asked for now.
 *
 * <ol>
 *   <li>Where the evacuation fixes a number, it holds. A zone that left the service and gets no traffic is asked for
 *       none: pods that serve nobody stand in for nothing.
 *   <li><b>Floor.</b> While a zone is without traffic, the others keep ready pods beyond their targets up to the floor:
 *       what runs in the zone that was left does not serve. A zone that stands in counts with the pods that this plan
 *       leaves it.
 *   <li>{@link ScalingStep} among the zones with traffic.
 *   <li><b>Surge.</b> What a zone is asked for beyond its home and beyond what it has are replacements. They are dealt
 *       out one by one, as far as the allowance goes, to the zone that is missing most.
 * </ol>
 *
 * <p>Pods of a zone that is known not to answer stand in for nothing, whatever their status says.
 *
 * <p>Invariants: no more than the allowance is asked for beyond home; a frozen plan changes no stack there is; without
 * an evacuation this is the handover and nothing else.
 *
 * @param replicas by zone name, pods to ask for
 * @param surgeWanted replacements that are not asked for yet
 */
record PodNumbers(Map<String, Integer> replicas, int surgeWanted) {

    static PodNumbers of(ServiceObservation observation, Evacuation evacuation, List<StackFact> departing) {
        Map<String, Integer> replicas = new TreeMap<>();
        Map<String, Integer> targets = new TreeMap<>();
        List<StackFact> sharing = new ArrayList<>();
        evacuation.zones().forEach((zone, course) -> {
            if (course.fixed().isPresent()) {
                replicas.put(zone, course.fixed().getAsInt());
            } else {
                targets.put(zone, course.target());
                sharing.add(observation.answering(zone));
            }
        });
        for (StackFact stack : departing) {
            if (evacuation.frozen()) {
                replicas.put(stack.zone(), stack.desired());
            } else if (evacuation.inTraffic(stack.zone())) {
                sharing.add(observation.answering(stack.zone()));
            } else {
                replicas.put(stack.zone(), 0);
            }
        }
        int others = evacuation.zones().keySet().stream()
                .filter(zone -> replicas.containsKey(zone) && evacuation.inTraffic(zone))
                .mapToInt(zone -> Math.min(observation.answering(zone).ready(), replicas.get(zone)))
                .sum();
        keepFloor(evacuation.floor() - others, targets, sharing);
        Map<String, Integer> now = ScalingStep.replicasNow(targets, sharing);
        replicas.putAll(now);
        int wanted = dealOut(observation, evacuation, replicas);
        return new PodNumbers(replicas, wanted);
    }

    private static void keepFloor(int floor, Map<String, Integer> targets, List<StackFact> stacks) {
        int missing =
                floor - targets.values().stream().mapToInt(Integer::intValue).sum();
        List<StackFact> byName =
                stacks.stream().sorted(Comparator.comparing(StackFact::zone)).toList();
        for (StackFact stack : byName) {
            int surplus = Math.min(stack.desired(), stack.ready()) - targets.getOrDefault(stack.zone(), 0);
            int kept = Math.min(missing, surplus);
            if (kept > 0) {
                targets.merge(stack.zone(), kept, Integer::sum);
                missing -= kept;
            }
        }
    }

    /** Lowers what zones are asked for to what the allowance pays, and returns what it does not pay. */
    private static int dealOut(ServiceObservation observation, Evacuation evacuation, Map<String, Integer> replicas) {
        Map<String, Integer> lacking = new HashMap<>();
        evacuation.zones().forEach((zone, course) -> {
            int lack = course.target() - unpaced(observation.stack(zone), course);
            if (course.state() == StackState.ACTIVE && lack > 0) {
                lacking.put(zone, lack);
            }
        });
        int allowance = evacuation.frozen() ? 0 : observation.surgeAllowance();
        int wanted = lacking.values().stream().mapToInt(Integer::intValue).sum();
        for (; wanted > 0 && allowance > 0; wanted--, allowance--) {
            String most = lacking.entrySet().stream()
                    .max(Map.Entry.<String, Integer>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                    .orElseThrow()
                    .getKey();
            lacking.merge(most, -1, Integer::sum);
        }
        lacking.forEach((zone, lack) ->
                replicas.merge(zone, evacuation.zones().get(zone).target() - lack, Math::min));
        return wanted;
    }

    /** Returns what a zone may be asked for at once: what it has, and its home. */
    private static int unpaced(StackFact stack, ZoneEvacuation course) {
        return Math.max(stack.desired(), Math.min(course.target(), course.home()));
    }
}
