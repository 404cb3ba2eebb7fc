package io.zonekeeper.core.mongo.facts;

import java.util.Set;

/**
 * What a mongos tells of the cluster.
 *
 * @param shards names of the shards that were added
 * @param balancerOn whether the balancer may move chunks
 * @param balancerBusy whether it is moving one
 */
public record RouterReport(Set<String> shards, boolean balancerOn, boolean balancerBusy) {
    /** Copies the set. */
    public RouterReport {
        shards = Set.copyOf(shards);
    }
}
