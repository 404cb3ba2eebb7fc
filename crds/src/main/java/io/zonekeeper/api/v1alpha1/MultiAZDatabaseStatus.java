package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;

/**
 * Where the writer is, and what became of failovers.
 *
 * @param observedGeneration the generation of the spec this was said of
 * @param database its identifier and engine, as in {@code orders-prod (postgres)}
 * @param state RDS' own word for what it is doing: available, failing-over, ...
 * @param writerZone zone of the writer
 * @param standby zones that the writer can move to, separated by commas
 * @param mode what holds for it: Automatic, or Advise where its own mode or the policy's says so
 * @param failover the failover asked for by Zonekeeper in this incident; written before the call, so that no incident
 *     gets two
 * @param lastFailover the last move of the writer that was seen
 * @param conditions {@code Ready}, {@code Reconciling}, {@code Stalled}; {@code FailoverHeld} where the writer sits in
 *     a cordoned zone and is left there
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "conditions type")
public record MultiAZDatabaseStatus(
        @JsonPropertyDescription("The generation of the spec this was said of.")
        Long observedGeneration,

        @JsonPropertyDescription("Its identifier and engine.")
        String database,

        @JsonPropertyDescription("RDS' own word for what it is doing.")
        String state,

        @JsonPropertyDescription("Zone of the writer.") String writerZone,

        @JsonPropertyDescription("Zones that the writer can move to.")
        String standby,

        @JsonPropertyDescription("What holds for it: Automatic or Advise.")
        String mode,

        @JsonPropertyDescription("The failover that was asked for in this incident.")
        FailoverStatus failover,

        @JsonPropertyDescription("The last move of the writer that was seen.")
        LastFailover lastFailover,

        @JsonPropertyDescription("Ready, Reconciling, Stalled and FailoverHeld.")
        List<Condition> conditions) {

    /**
     * A failover asked for.
     *
     * @param incident the zone and the beginning of its cordon
     * @param phase Intended (written before the call), Requested, Done, Refused (AWS said no) or Overdue
     * @param intendedAt when it was decided, RFC 3339
     * @param from zone of the writer then
     * @param to zone it is to move to; null where AWS chooses
     * @param target member it is to move to; null where AWS chooses
     * @param attempts calls that AWS is known to have refused
     * @param endedAt when the writer was seen elsewhere, RFC 3339
     * @param answer AWS' words where it refused
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "intendedAt, endedAt")
    public record FailoverStatus(
            @JsonPropertyDescription("The zone and the beginning of its cordon.")
            String incident,

            @JsonPropertyDescription("Intended, Requested, Done, Refused or Overdue.")
            String phase,

            @JsonPropertyDescription("When it was decided.") String intendedAt,

            @JsonPropertyDescription("Zone of the writer then.")
            String from,

            @JsonPropertyDescription("Zone it is to move to.")
            String to,

            @JsonPropertyDescription("Member it is to move to.")
            String target,

            @JsonPropertyDescription("Calls that AWS is known to have refused.")
            Integer attempts,

            @JsonPropertyDescription("When the writer was seen elsewhere.")
            String endedAt,

            @JsonPropertyDescription("AWS' words where it refused.")
            String answer) {}

    /**
     * A move of the writer.
     *
     * @param at when it was seen, RFC 3339
     * @param from the zone before
     * @param to the zone after
     * @param by Zonekeeper, or AWS for one that Zonekeeper did not ask for
     * @param took seconds from the request until the writer was seen elsewhere; null for one that was not asked for
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "at")
    public record LastFailover(
            @JsonPropertyDescription("When it was seen.") String at,
            @JsonPropertyDescription("The zone before.") String from,
            @JsonPropertyDescription("The zone after.") String to,

            @JsonPropertyDescription("Zonekeeper, or AWS for one that Zonekeeper did not ask for.")
            String by,

            @JsonPropertyDescription("From the request until the writer was seen elsewhere.")
            String took) {}
}
