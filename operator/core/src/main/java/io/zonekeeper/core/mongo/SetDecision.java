package io.zonekeeper.core.mongo;

import io.zonekeeper.core.Refusal;

/** What a part of the planner reports about a set. */
sealed interface SetDecision {
    /** Nothing is to be done. */
    record Fine() implements SetDecision {}

    /** Something is to be done. */
    record Act(MongoAction action) implements SetDecision {}

    /** Something would be to be done and has to wait for what will come on its own. */
    record Wait(String what) implements SetDecision {}

    /** Something would be to be done and must not be. */
    record Hold(Refusal refusal) implements SetDecision {}
}
