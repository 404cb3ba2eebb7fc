package io.zonekeeper.core.aws.database;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;

/**
 * What is to be done about a database.
 *
 * @param memory to be written down before anything is done
 * @param call the failover to ask for once that is written; empty for none
 * @param moved a move of the writer that was not told yet
 * @param held why the writer stays in a cordoned zone
 * @param conditions for the status
 * @param nextChange when there is something to do by time alone
 */
public record DatabasePlan(
        FailoverMemory memory,
        Optional<FailoverMemory.Failover> call,
        Optional<FailoverMemory.Move> moved,
        Optional<Refusal> held,
        List<ConditionFact> conditions,
        Optional<Instant> nextChange) {
    /** Copies the list. */
    public DatabasePlan {
        conditions = List.copyOf(conditions);
    }

    /** Returns whether the writer is about to move, so that RDS is to be asked often. */
    public boolean moving() {
        return memory.failover().filter(FailoverMemory.Failover::underWay).isPresent();
    }
}
