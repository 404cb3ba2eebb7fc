package io.zonekeeper.core.mongo.facts;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sharded cluster as it is found.
 *
 * @param sets its replica sets, the config servers first, then the shards in the order of the spec
 * @param routers its mongos
 * @param cordoned names of the zones that are cordoned
 * @param roll a change on its way
 * @param target what servers should run
 */
public record ClusterFact(
        List<SetFact> sets, RouterFact routers, Set<String> cordoned, Optional<RollMemory> roll, Target target) {
    /** A cluster of whose target nothing is known. */
    public ClusterFact(List<SetFact> sets, RouterFact routers, Set<String> cordoned, Optional<RollMemory> roll) {
        this(sets, routers, cordoned, roll, Target.NONE);
    }

    /** Copies the collections. */
    public ClusterFact {
        sets = List.copyOf(sets);
        cordoned = Set.copyOf(cordoned);
    }

    /** Returns the config servers. */
    public SetFact config() {
        return sets.getFirst();
    }

    /** Returns the shards. */
    public List<SetFact> shards() {
        return sets.subList(1, sets.size());
    }
}
