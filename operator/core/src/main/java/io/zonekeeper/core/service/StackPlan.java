package io.zonekeeper.core.service;

import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.zone.KnownZone;

/**
 * What a service is to run in one zone.
 *
 * @param zone the zone
 * @param state where the stack stands
 * @param inTraffic whether the zone gets traffic, had it ready pods
 * @param target pods it is to run in the end, as things are
 * @param replicas pods to ask for now: more than {@code target} while their replacements elsewhere are not ready, fewer
 *     while the surge is paced
 * @param home pods it would run had no zone been left, to be kept in status; empty while no evacuation is under way
 * @param awaitsReplacements whether its pods are to stay until their replacements are ready in other zones, which they
 *     are not yet
 * @param fact what runs now
 * @param reason why it is as it is, where there is something to tell; of a zone that is left or to be left, a half
 *     sentence that continues after "ZONE is"
 */
public record StackPlan(
        KnownZone zone,
        StackState state,
        boolean inTraffic,
        int target,
        int replicas,
        OptionalInt home,
        boolean awaitsReplacements,
        StackFact fact,
        Optional<String> reason) {

    /** Returns whether the zone serves: it gets traffic and has pods that can take it. */
    public boolean serving() {
        return inTraffic && fact.ready() > 0;
    }

    /** Returns whether the zone is without traffic because it was left. */
    public boolean away() {
        return state.evacuated();
    }

    /** Returns whether the zone gets traffic although it was evacuated, for want of ready pods elsewhere. */
    public boolean standsIn() {
        return away() && inTraffic;
    }

    /** Returns whether pods are to be stopped because their replacements are ready. */
    boolean stopsDrained() {
        return state == StackState.DRAINED && fact.desired() > replicas;
    }

    /** Returns this plan without stopping such pods. */
    StackPlan keepingDrained() {
        return stopsDrained()
                ? new StackPlan(zone, state, inTraffic, target, fact.desired(), home, awaitsReplacements, fact, reason)
                : this;
    }

    /** Returns whether the stack runs what it should where it gets traffic. */
    boolean servesAll() {
        return state == StackState.ACTIVE && replicas == target && fact.complete(target);
    }

    /** Returns whether nothing more is to happen to the stack: of one without traffic, pods may be ready or not. */
    boolean settled() {
        return switch (state) {
            case ACTIVE -> servesAll();
            case SHEDDING, DRAINED -> replicas == target && fact.desired() == replicas;
            case REPLACING, RETURNING, REMOVING -> false;
        };
    }
}
