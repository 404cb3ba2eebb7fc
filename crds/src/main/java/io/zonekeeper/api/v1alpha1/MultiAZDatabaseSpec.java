package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Which database, and what to do when the zone of its writer is cordoned.
 *
 * @param rds the RDS database to manage. Cannot be changed
 * @param failover what to do when the writer's zone is cordoned. Defaults to automatic failover, at most once in 30m
 */
@JsonClassDescription("The database to manage, and what to do when the zone of its writer is cordoned.")
@JsonIgnoreProperties(ignoreUnknown = true)
public record MultiAZDatabaseSpec(
        @Required @JsonPropertyDescription("The RDS database to manage. Cannot be changed.")
        Rds rds,

        @JsonPropertyDescription(
                "What to do when the writer's zone is cordoned. Defaults to automatic failover, at most once in 30m.")
        Failover failover) {

    /**
     * An RDS database.
     *
     * @param region the AWS region of the database. Defaults to the region of the operator
     * @param instance the identifier of a Multi-AZ DB instance. Exactly one of instance and cluster is required
     * @param cluster the identifier of an Aurora or Multi-AZ DB cluster. Exactly one of instance and cluster is
     *     required
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "has(self.instance) != has(self.cluster)",
            message = "write exactly one of instance and cluster")
    @ValidationRule(
            value = "self == oldSelf",
            message = "rds cannot be changed: create another MultiAZDatabase for another database")
    public record Rds(
            @Size(min = 1, max = 32)
            @Pattern("^[a-z]{2}(-[a-z]+)+-[0-9]$")
            @JsonPropertyDescription("The AWS region of the database. Defaults to the region of the operator.")
            String region,

            @Size(min = 1, max = 63)
            @Pattern("^[A-Za-z][-A-Za-z0-9]*$")
            @JsonPropertyDescription(
                    "The identifier of a Multi-AZ DB instance. Exactly one of instance and cluster is required.")
            String instance,

            @Size(min = 1, max = 63)
            @Pattern("^[A-Za-z][-A-Za-z0-9]*$")
            @JsonPropertyDescription(
                    "The identifier of an Aurora or Multi-AZ DB cluster. Exactly one of instance and cluster is required.")
            String cluster) {}

    /**
     * What to do when the writer's zone is cordoned.
     *
     * @param mode whether Zonekeeper fails the database over. Automatic: once per incident, within the limits of the
     *     policy. Advise: the due failover is reported in status.conditions and not requested. Defaults to Automatic
     * @param minInterval the minimum time between two failovers, including those that AWS or users started. Defaults to
     *     30m
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "minInterval 1m 720h")
    public record Failover(
            @JsonPropertyDescription(
                    "Whether Zonekeeper fails the database over. Automatic: once per incident, within the limits of the policy. Advise: the due failover is reported in status.conditions and not requested. Defaults to Automatic.")
            Mode mode,

            @JsonPropertyDescription(
                    "The minimum time between two failovers, including those that AWS or users started. Defaults to 30m.")
            String minInterval) {}

    /** Whether a failover is requested. */
    public enum Mode {
        /** Once per incident, within the limits. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** The due failover is reported only. */
        @JsonProperty("Advise")
        ADVISE
    }
}
