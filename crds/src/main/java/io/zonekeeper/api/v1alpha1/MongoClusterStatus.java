package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.FormerNames;
import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/**
 * The observed state of a sharded cluster.
 *
 * @param observedGeneration the metadata.generation that this status was last computed from; -1 until the operator has
 *     reconciled the object
 * @param metadata whether the config servers accept reads and writes of cluster metadata. Writable: they have a
 *     primary. ReadOnly: no primary, reads succeed. Unavailable: neither. Unknown: not determined yet
 * @param quorum the number of config servers that respond, of the total, as 3/3
 * @param primaries the zone of the primary of each replica set
 * @param gate whether mongos may be restarted. An admission policy in the API server enforces it
 * @param sets the state of each replica set
 * @param rollout the progress of a change through the members. Absent while no change is being rolled out
 * @param conditions Ready, Reconciling, Stalled, Pinned (every member runs in its zone) and MongosGuarded (the gate is
 *     enforced); Held while a due change waits; Redundant, False with one config server
 */
@JsonClassDescription("The observed state of replica sets and rollouts, written by the operator.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "sets name, conditions type")
@SchemaCustomizer(value = FormerNames.class, input = "roll rollout")
public record MongoClusterStatus(
        @JsonPropertyDescription(
                "The metadata.generation that this status was last computed from; -1 until the operator has reconciled the object.")
        Long observedGeneration,

        @JsonPropertyDescription(
                "Whether the config servers accept reads and writes of cluster metadata. Writable: they have a primary. ReadOnly: no primary, reads succeed. Unavailable: neither. Unknown: not determined yet.")
        String metadata,

        @JsonPropertyDescription("The number of config servers that respond, of the total, as 3/3.")
        String quorum,

        @JsonPropertyDescription("The zone of the primary of each replica set.")
        String primaries,

        @JsonPropertyDescription("Whether mongos may be restarted. An admission policy in the API server enforces it.")
        Gate gate,

        @JsonPropertyDescription("The state of each replica set.")
        List<ReplicaSet> sets,

        @JsonAlias("roll")
        @JsonPropertyDescription(
                "The progress of a change through the members. Absent while no change is being rolled out.")
        Rollout rollout,

        @JsonPropertyDescription(
                "Ready, Reconciling, Stalled, Pinned (every member runs in its zone) and MongosGuarded (the gate is enforced); Held while a due change waits; Redundant, False with one config server.")
        List<Condition> conditions) {

    /**
     * Whether mongos may be restarted.
     *
     * @param state Open: mongos may be restarted. Closed: evictions and deletions of mongos pods are refused
     * @param since when state last changed
     * @param reason why the gate is open or closed
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since")
    public record Gate(
            @Required
            @JsonPropertyDescription(
                    "Open: mongos may be restarted. Closed: evictions and deletions of mongos pods are refused.")
            String state,

            @JsonPropertyDescription("When state last changed.")
            String since,

            @JsonPropertyDescription("Why the gate is open or closed.")
            String reason) {}

    /**
     * A replica set.
     *
     * @param name the name of the replica set: cfg for the config servers, otherwise the name of the shard
     * @param state Writable: it has a primary. ReadOnly: no primary, reads succeed. Unavailable: neither. Unknown: the
     *     operator cannot tell
     * @param initiated the host on which the replica set was or will be initiated; recorded before the operation
     * @param formed whether the replica set has ever been observed to exist. If true, the operator never initiates it
     *     again
     * @param primary the zone of the primary. Absent if no primary is known
     * @param members the members of the replica set
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = KeyedLists.class, input = "members zone")
    public record ReplicaSet(
            @Required
            @JsonPropertyDescription(
                    "The name of the replica set: cfg for the config servers, otherwise the name of the shard.")
            String name,

            @JsonPropertyDescription(
                    "Writable: it has a primary. ReadOnly: no primary, reads succeed. Unavailable: neither. Unknown: not determined yet.")
            String state,

            @JsonPropertyDescription(
                    "The host on which the replica set was or will be initiated; recorded before the operation.")
            String initiated,

            @JsonPropertyDescription(
                    "Whether the replica set has ever been observed to exist. If true, the operator never initiates it again.")
            Boolean formed,

            @JsonPropertyDescription("The zone of the primary. Absent if no primary is known.")
            String primary,

            @JsonPropertyDescription("The members of the replica set.")
            List<Member> members) {}

    /**
     * A member of a replica set.
     *
     * @param zone the zone that the member is pinned to
     * @param host the host name of the member in the replica set configuration
     * @param state the state that the member reports, in MongoDB's terms (PRIMARY, SECONDARY, STARTUP2, ...);
     *     Unreachable if it does not respond, Denied if it refuses the credentials
     * @param runsIn the zone of the node that the pod of the member runs on. Absent if the pod does not run
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Member(
            @Required @JsonPropertyDescription("The zone that the member is pinned to.")
            String zone,

            @JsonPropertyDescription("The host name of the member in the replica set configuration.")
            String host,

            @JsonPropertyDescription(
                    "The state that the member reports, in MongoDB's terms (PRIMARY, SECONDARY, STARTUP2, ...); Unreachable if it does not respond, Denied if it refuses the credentials.")
            String state,

            @JsonPropertyDescription(
                    "The zone of the node that the pod of the member runs on. Absent if the pod does not run.")
            String runsIn) {}

    /**
     * The progress of a change through the members.
     *
     * @param since when the rollout began
     * @param balancerBefore whether the balancer was enabled before the rollout: Enabled (it is started again at the
     *     end) or Disabled (it stays stopped)
     * @param step the step in progress
     * @param stepSince when the step began
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, stepSince")
    @SchemaCustomizer(value = FormerNames.class, input = "balancer balancerBefore")
    public record Rollout(
            @JsonPropertyDescription("When the rollout began.")
            String since,

            @JsonAlias("balancer")
            @JsonPropertyDescription(
                    "Whether the balancer was enabled before the rollout: Enabled (it is started again at the end) or Disabled (it stays stopped).")
            String balancerBefore,

            @JsonPropertyDescription("The step in progress.")
            String step,

            @JsonPropertyDescription("When the step began.") String stepSince) {}
}
