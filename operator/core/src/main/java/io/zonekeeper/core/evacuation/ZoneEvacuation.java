package io.zonekeeper.core.evacuation;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the evacuation reports about one zone.
 *
 * @param state where the stack stands from now on
 * @param inTraffic whether the zone gets traffic: when it is Active, and while it stands in for zones without a ready
 *     pod
 * @param target pods it is to run in the end, as things are
 * @param home pods it would run had no zone been left
 * @param fixed pods to ask for now, whatever the other zones have; empty where the ordinary handover decides
 * @param recorded {@code home} where the status has to keep it
 * @param awaitsReplacements whether its pods are to stay until their replacements are ready in other zones, which they
 *     are not yet: one that goes now could start nowhere
 * @param reason a half sentence that continues after "ZONE is"; empty where the evacuation has nothing to say
 */
public record ZoneEvacuation(
        StackState state,
        boolean inTraffic,
        int target,
        int home,
        OptionalInt fixed,
        OptionalInt recorded,
        boolean awaitsReplacements,
        Optional<String> reason) {}
