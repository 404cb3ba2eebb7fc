package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.Placement;
import io.zonekeeper.core.placement.Redundancy;

/**
 * Plans which zones of a service get traffic, where how many pods run there is decided by others.
 *
 * <p>The states and guards are those of {@link StateMachine}: it is given every zone with the pods that run there as
 * its home, and pods that it may not move. So a zone only ever is {@link StackState#ACTIVE} or
 * {@link StackState#SHEDDING}.
 */
public final class TrafficPlanner {
    private TrafficPlanner() {}

    /**
     * What is planned for one zone.
     *
     * @param left whether it was evacuated
     * @param inTraffic whether it gets traffic: also while it stands in for zones without a ready pod
     * @param refusal why it keeps its traffic although it is to be left, or gets it although it was; empty otherwise
     * @param reason a half sentence that continues after "ZONE is"; empty where there is nothing to say
     */
    public record ZoneTraffic(boolean left, boolean inTraffic, Optional<Refusal> refusal, Optional<String> reason) {}

    /**
     * The traffic of a service.
     *
     * @param zones by zone name, what is planned for it
     * @param heldBack what was ordered and is not done
     * @param nextChange when time alone changes the plan
     */
    public record Traffic(SortedMap<String, ZoneTraffic> zones, List<Refusal> heldBack, Optional<Instant> nextChange) {}

    /** Returns the traffic of a service; the input's {@code movable} has no meaning here. */
    public static Traffic plan(EvacuationInput input) {
        EvacuationInput standing = new EvacuationInput(
                input.zones(), input.departing(), input.settings(), input.replicas(), false, input.now());
        EvacuationTargets targets = standing(standing);
        StateMachine machine = StateMachine.run(standing, targets);
        Sentences sentences = new Sentences(standing, targets);
        SortedMap<String, ZoneTraffic> zones = new TreeMap<>();
        for (EvacuationZone zone : standing.zones()) {
            StackState state = machine.state(zone);
            zones.put(
                    zone.zone(),
                    new ZoneTraffic(
                            state != StackState.ACTIVE,
                            state == StackState.ACTIVE || machine.standsIn(zone),
                            machine.refusal(zone),
                            state == StackState.ACTIVE
                                    ? sentences.reason(zone, state, machine.refusal(zone))
                                    : Optional.of(sentences.withoutTraffic(zone, machine.refusal(zone)))));
        }
        return new Traffic(zones, machine.refusals(), machine.nextByTime());
    }

    private static EvacuationTargets standing(EvacuationInput input) {
        SortedMap<String, Integer> pods = new TreeMap<>();
        input.zones().forEach(zone -> pods.put(zone.zone(), zone.desired()));
        Placement placement = new Placement(pods, input.replicas(), new Redundancy.Kept(0), List.of());
        return new EvacuationTargets(Role.of(input), placement, placement, 0);
    }
}
