package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/**
 * Who is primary where, and whether mongos may be restarted.
 *
 * @param observedGeneration the generation of the spec this was said of
 * @param metadata config metadata: Writable, ReadOnly, Unavailable or Unknown
 * @param quorum config servers that answer, of how many
 * @param primaries the zone of each set's primary
 * @param gate whether mongos may be restarted; the API server acts on it
 * @param sets each replica set
 * @param roll how a change goes through the members; null while none does
 * @param conditions {@code Ready}, {@code Reconciling}, {@code Stalled}, {@code Pinned} and {@code MongosGuarded};
 *     {@code Held} while something that is due is not done; {@code Redundant} false with one config server
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "sets name, conditions type")
public record MongoClusterStatus(
        @JsonPropertyDescription("The generation of the spec this was said of.")
        Long observedGeneration,

        @JsonPropertyDescription("Config metadata: Writable, ReadOnly, Unavailable or Unknown.")
        String metadata,

        @JsonPropertyDescription("Config servers that answer, of how many.")
        String quorum,

        @JsonPropertyDescription("The zone of each set's primary.")
        String primaries,

        @JsonPropertyDescription("Whether mongos may be restarted; the API server acts on it.")
        Gate gate,

        @JsonPropertyDescription("Each replica set.") List<ReplicaSet> sets,

        @JsonPropertyDescription("How a change goes through the members.")
        Roll roll,

        @JsonPropertyDescription("Ready, Reconciling, Stalled, Pinned and MongosGuarded.")
        List<Condition> conditions) {

    /**
     * Whether mongos may be restarted.
     *
     * @param state Open or Closed
     * @param since since when, RFC 3339
     * @param reason why, a sentence
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since")
    public record Gate(
            @Required @JsonPropertyDescription("Open or Closed.")
            String state,

            @JsonPropertyDescription("Since when.") String since,
            @JsonPropertyDescription("Why.") String reason) {}

    /**
     * A replica set.
     *
     * @param name cfg, or the shard's name
     * @param state Writable, ReadOnly, Unavailable or Unknown
     * @param initiated the host that it was or is to be initiated on; written before that is done
     * @param formed whether the set was ever seen to exist: it is never initiated again
     * @param primary the zone of its primary; null where none is known
     * @param members its members
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = KeyedLists.class, input = "members zone")
    public record ReplicaSet(
            @Required @JsonPropertyDescription("cfg, or the shard's name.")
            String name,

            @JsonPropertyDescription("Writable, ReadOnly, Unavailable or Unknown.")
            String state,

            @JsonPropertyDescription("The host that it was, or is to be, initiated on.")
            String initiated,

            @JsonPropertyDescription("Whether the set was ever seen to exist: it is never initiated again.")
            Boolean formed,

            @JsonPropertyDescription("The zone of its primary.")
            String primary,

            @JsonPropertyDescription("Its members.") List<Member> members) {}

    /**
     * A member of a replica set.
     *
     * @param zone the zone it is pinned to
     * @param host its name in the replica set
     * @param state what it says of itself, in MongoDB's words, or Unreachable or Denied
     * @param runsIn the zone that its pod runs in; null where it runs nowhere
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Member(
            @Required @JsonPropertyDescription("The zone it is pinned to.")
            String zone,

            @JsonPropertyDescription("Its name in the replica set.")
            String host,

            @JsonPropertyDescription("What it says of itself, in MongoDB's words, or Unreachable or Denied.")
            String state,

            @JsonPropertyDescription("The zone that its pod runs in.")
            String runsIn) {}

    /**
     * How a change goes through the members.
     *
     * @param since when it began, RFC 3339
     * @param balancer whether the balancer was on before: On or Off; it is put back when all is done
     * @param step what is being done
     * @param stepSince since when, RFC 3339
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since, stepSince")
    public record Roll(
            @JsonPropertyDescription("When it began.") String since,

            @JsonPropertyDescription("Whether the balancer was on before: On or Off.")
            String balancer,

            @JsonPropertyDescription("What is being done.") String step,
            @JsonPropertyDescription("Since when.") String stepSince) {}
}
