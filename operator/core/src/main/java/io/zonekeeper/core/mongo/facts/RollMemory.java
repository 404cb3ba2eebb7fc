package io.zonekeeper.core.mongo.facts;

import java.time.Instant;

/**
 * A change that is on its way through the members, recorded before the balancer is stopped.
 *
 * @param since when it began
 * @param balancerWasOn whether the balancer is to be started again in the end
 * @param step what is being done
 * @param stepSince since when
 */
public record RollMemory(Instant since, boolean balancerWasOn, String step, Instant stepSince) {
    /** Returns it with what is being done now. */
    public RollMemory at(String newStep, Instant now) {
        return newStep.equals(step) ? this : new RollMemory(since, balancerWasOn, newStep, now);
    }
}
