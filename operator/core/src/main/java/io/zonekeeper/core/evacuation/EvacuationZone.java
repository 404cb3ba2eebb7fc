package io.zonekeeper.core.evacuation;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a service stands in one of its zones.
 *
 * @param zone the zone's name
 * @param slotted whether the zone has a slot, without which its traffic cannot be taken off
 * @param present whether a node there takes pods
 * @param exists whether there is a stack, be it without pods
 * @param desired pods asked for
 * @param ready pods ready, of those asked for
 * @param settled whether its controller has seen what is asked for
 * @param whole whether all pods asked for are there, ready and of the present template
 * @param trouble what its controller complains of
 * @param decision whether it may serve
 * @param memory what the status reports about it; empty for a zone that the status does not name
 */
public record EvacuationZone(
        String zone,
        boolean slotted,
        boolean present,
        boolean exists,
        int desired,
        int ready,
        boolean settled,
        boolean whole,
        Optional<String> trouble,
        StackDecision decision,
        Optional<StackMemory> memory) {

    /** Returns where the stack stood; a zone that had left the service and is its again starts as Active. */
    public StackState before() {
        return memory.map(StackMemory::state)
                .filter(state -> state != StackState.REMOVING)
                .orElse(StackState.ACTIVE);
    }

    /** Returns the recorded home. */
    OptionalInt home() {
        return memory.map(StackMemory::home).orElse(OptionalInt.empty());
    }

    /** Returns whether it got traffic although it was evacuated, for want of ready pods elsewhere. */
    boolean standsIn() {
        return memory.filter(past -> past.state().evacuated() && past.standsIn())
                .isPresent();
    }

    /** Returns the order to leave, empty when the stack may stay. */
    public Optional<StackDecision.Leave> leave() {
        return decision instanceof StackDecision.Leave leave ? Optional.of(leave) : Optional.empty();
    }

    /** Returns whether the stack is to be left. */
    boolean leaves() {
        return leave().isPresent();
    }

    /** Returns whether it is to be left because someone else cordoned its nodes. */
    boolean leavesForOthers() {
        return leave().filter(leave -> leave.cause() == StackDecision.Cause.EXTERNAL)
                .isPresent();
    }

    /** Returns whether the zone's pods are known not to answer. */
    boolean dark() {
        return decision.dark();
    }

    /** Returns whether traffic is kept from a stack that is no longer the service's. */
    boolean away() {
        return leaves() || before() != StackState.ACTIVE;
    }

    /** Returns ready pods that answer, for all that is known. */
    int answering() {
        return dark() ? 0 : ready;
    }

    /** Returns whether the stack is still to be made, for the first time. */
    boolean unborn() {
        return !exists && memory.isEmpty();
    }

    /** Returns whether the stack has all of so many pods, ready and of the present template. */
    boolean wholeWith(int pods) {
        return settled && whole && desired == pods;
    }
}
