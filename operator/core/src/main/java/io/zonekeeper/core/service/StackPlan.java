package io.zonekeeper.core.service;

import java.util.Optional;

import io.zonekeeper.core.zone.KnownZone;

/**
 * What a service is to run in one zone.
 *
 * @param zone the zone
 * @param state where the stack stands
 * @param target pods it is to run in the end
 * @param replicas pods to ask for now: more than {@code target} while their replacements elsewhere are not ready
 * @param fact what runs now
 * @param reason why it is as it is, where there is something to tell
 */
public record StackPlan(
        KnownZone zone, State state, int target, int replicas, StackFact fact, Optional<String> reason) {
    /** Where a stack stands. */
    public enum State {
        /** The zone is the service's and gets traffic. */
        ACTIVE("Active"),
        /** The zone is no longer the service's: its pods go as others become ready. */
        LEAVING("Leaving");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** Returns the word used in status. */
        public String word() {
            return word;
        }
    }

    /** Returns whether the zone gets traffic: it has pods that can take it. */
    public boolean serving() {
        return fact.ready() > 0;
    }
}
