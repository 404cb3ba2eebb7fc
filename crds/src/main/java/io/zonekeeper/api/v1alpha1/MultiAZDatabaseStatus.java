package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;

/**
 * The observed state of a database and of its failovers.
 *
 * @param observedGeneration the metadata.generation that this status was last computed from; -1 until the operator has
 *     reconciled the object
 * @param database the identifier and engine of the database, as orders-prod (postgres)
 * @param state the status that RDS reports: available, failing-over, modifying and others
 * @param writerZone the zone of the writer
 * @param standby the zones that the writer can move to, separated by commas
 * @param mode the mode in effect. Automatic: due failovers are requested. Advise: due failovers are reported only,
 *     because this object's or the policy's mode reports it
 * @param failover the failover that Zonekeeper requested in the current incident. Recorded before the call to AWS, so
 *     that an incident gets one failover at most
 * @param lastFailover the last move of the writer that the operator observed
 * @param conditions Ready, Reconciling and Stalled; FailoverHeld while the writer stays in a cordoned zone, with the
 *     reason
 */
@JsonClassDescription("The observed state of the database and its failovers, written by the operator.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "conditions type")
public record MultiAZDatabaseStatus(
        @JsonPropertyDescription(
                "The metadata.generation that this status was last computed from; -1 until the operator has reconciled the object.")
        Long observedGeneration,

        @JsonPropertyDescription("The identifier and engine of the database, as orders-prod (postgres).")
        String database,

        @JsonPropertyDescription("The status that RDS reports: available, failing-over, modifying and others.")
        String state,

        @JsonPropertyDescription("The zone of the writer.") String writerZone,

        @JsonPropertyDescription("The zones that the writer can move to, separated by commas.")
        String standby,

        @JsonPropertyDescription(
                "The mode in effect. Automatic: due failovers are requested. Advise: due failovers are reported only, because of this object's or the policy's mode.")
        String mode,

        @JsonPropertyDescription(
                "The failover that Zonekeeper requested in the current incident. Recorded before the call to AWS, so that an incident gets one failover at most.")
        FailoverStatus failover,

        @JsonPropertyDescription("The last move of the writer that the operator observed.")
        LastFailover lastFailover,

        @JsonPropertyDescription(
                "Ready, Reconciling and Stalled; FailoverHeld while the writer stays in a cordoned zone, with the reason.")
        List<Condition> conditions) {

    /**
     * A requested failover.
     *
     * @param incident the zone and the time when its cordon began; identifies the incident
     * @param phase Intended: decided, AWS not called yet. Requested: AWS accepted the call. Done: the writer moved.
     *     Refused: AWS refused the call. Overdue: the writer has not moved in time
     * @param intendedAt when the failover was decided
     * @param from the zone of the writer at that time
     * @param to the zone that the writer is to move to. Absent if AWS chooses
     * @param target the cluster member that is to become the writer. Absent if AWS chooses
     * @param attempts the number of calls that AWS refused
     * @param endedAt when the writer was observed in another zone
     * @param error the error that AWS returned with the last refusal
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "intendedAt, endedAt")
    public record FailoverStatus(
            @JsonPropertyDescription("The zone and the time when its cordon began; identifies the incident.")
            String incident,

            @JsonPropertyDescription(
                    "Intended: decided, AWS not called yet. Requested: AWS accepted the call. Done: the writer moved. Refused: AWS refused the call. Overdue: the writer has not moved in time.")
            String phase,

            @JsonPropertyDescription("When the failover was decided.")
            String intendedAt,

            @JsonPropertyDescription("The zone of the writer at that time.")
            String from,

            @JsonPropertyDescription("The zone that the writer is to move to. Absent if AWS chooses.")
            String to,

            @JsonPropertyDescription("The cluster member that is to become the writer. Absent if AWS chooses.")
            String target,

            @JsonPropertyDescription("The number of calls that AWS refused.")
            Integer attempts,

            @JsonPropertyDescription("When the writer was observed in another zone.")
            String endedAt,

            @JsonPropertyDescription("The error that AWS returned with the last refusal.")
            String error) {}

    /**
     * A move of the writer.
     *
     * @param at when the move was observed
     * @param from the zone of the writer before
     * @param to the zone of the writer after
     * @param by who started the failover: Zonekeeper (this operator) or AWS (any failover that this operator did not
     *     request)
     * @param duration the time from the request until the writer was observed in the other zone. Absent for failovers
     *     by AWS
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "at")
    public record LastFailover(
            @JsonPropertyDescription("When the move was observed.")
            String at,

            @JsonPropertyDescription("The zone of the writer before.")
            String from,

            @JsonPropertyDescription("The zone of the writer after.")
            String to,

            @JsonPropertyDescription(
                    "Who started the failover: Zonekeeper (this operator) or AWS (any failover that this operator did not request).")
            String by,

            @JsonPropertyDescription(
                    "The time from the request until the writer was observed in the other zone. Absent for failovers by AWS.")
            String duration) {}
}
