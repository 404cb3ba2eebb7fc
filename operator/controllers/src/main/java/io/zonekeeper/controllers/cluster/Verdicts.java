package io.zonekeeper.controllers.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.health.Explanation;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.health.ZoneVerdict;

/**
 * What was last judged.
 *
 * @param zones by zone name
 * @param stacks what the probes say of the stacks that observers list
 * @param blindObservers zones with an observer to which everything seems to fail
 * @param vantages from how many zones observers report
 * @param reachable by zone, whether its kubelets can be connected to; zones of which that is not known are not in it
 * @param unanswered services whose pods answer no observer
 */
public record Verdicts(
        Map<String, ZoneVerdict> zones,
        Map<ProbeMatrix.Stack, StackVerdict> stacks,
        Set<String> blindObservers,
        int vantages,
        Map<String, Boolean> reachable,
        Set<String> unanswered) {
    /** Nothing was judged yet. */
    public static final Verdicts NONE = new Verdicts(Map.of(), Map.of(), Set.of(), 0);

    /** Creates verdicts of which it is not known whether kubelets can be connected to. */
    public Verdicts(
            Map<String, ZoneVerdict> zones,
            Map<ProbeMatrix.Stack, StackVerdict> stacks,
            Set<String> blindObservers,
            int vantages) {
        this(zones, stacks, blindObservers, vantages, Map.of(), Set.of());
    }

    /** Copies the collections. */
    public Verdicts {
        zones = Map.copyOf(zones);
        stacks = Map.copyOf(stacks);
        blindObservers = Set.copyOf(blindObservers);
        reachable = Map.copyOf(reachable);
        unanswered = Set.copyOf(unanswered);
    }

    /** Returns the same as another clock tells it, one that is ahead by so much. */
    public Verdicts shifted(Duration ahead) {
        if (ahead.isZero()) {
            return this;
        }
        Map<String, ZoneVerdict> shiftedZones = new HashMap<>();
        zones.forEach((zone, zoneVerdict) -> shiftedZones.put(zone, zoneVerdict.shifted(ahead)));
        Map<ProbeMatrix.Stack, StackVerdict> shiftedStacks = new HashMap<>();
        stacks.forEach((stack, zoneVerdict) -> shiftedStacks.put(stack, zoneVerdict.shifted(ahead)));
        return new Verdicts(shiftedZones, shiftedStacks, blindObservers, vantages, reachable, unanswered);
    }

    /** Whether a user, and the guards, would be told the same of the zones. */
    boolean sameOfZones(Verdicts other) {
        return reachable.equals(other.reachable)
                && zones.keySet().equals(other.zones.keySet())
                && zones.entrySet().stream()
                        .allMatch(entry -> Explanation.sameClass(entry.getValue(), other.zones.get(entry.getKey()))
                                && entry.getValue().dark()
                                        == other.zones.get(entry.getKey()).dark());
    }

    /**
     * The services of which a stack began or ceased to fail, or to be well, or whose pods began or ceased to answer.
     */
    Set<String> otherServices(Verdicts other) {
        Set<ProbeMatrix.Stack> all = new HashSet<>(stacks.keySet());
        all.addAll(other.stacks.keySet());
        Set<String> concerned = all.stream()
                .filter(stack -> !same(stacks.get(stack), other.stacks.get(stack)))
                .map(ProbeMatrix.Stack::service)
                .collect(Collectors.toSet());
        Stream.of(unanswered, other.unanswered)
                .flatMap(Set::stream)
                .filter(service -> unanswered.contains(service) != other.unanswered.contains(service))
                .forEach(concerned::add);
        return concerned;
    }

    private static boolean same(StackVerdict a, StackVerdict b) {
        return a != null
                && b != null
                && a.toLeave() == b.toLeave()
                && a.healthySince().equals(b.healthySince());
    }
}
