package io.zonekeeper.core.audit.facts;

import io.zonekeeper.core.nodes.NodeTraits;
import io.zonekeeper.core.placement.Room.Amount;

/**
 * A node in a zone.
 *
 * @param traits what it is to the scheduler
 * @param allocatable what it has for pods
 * @param maxPods how many pods it may run
 */
public record NodeFact(NodeTraits traits, Amount allocatable, long maxPods) {
    /** Returns whether pods can be scheduled to it now. */
    public boolean open() {
        return traits.ready() && !traits.leaving();
    }
}
