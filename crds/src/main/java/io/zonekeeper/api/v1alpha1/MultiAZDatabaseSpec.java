package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Which database, and what to do when its writer sits in a bad zone.
 *
 * @param rds the database
 * @param failover what to do
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record MultiAZDatabaseSpec(
        @Required @JsonPropertyDescription("The database.") Rds rds,

        @JsonPropertyDescription("What to do when the writer's zone is cordoned.")
        Failover failover) {

    /**
     * A database of RDS.
     *
     * @param region its region; the operator's unless given
     * @param instance identifier of a Multi-AZ DB instance
     * @param cluster identifier of an Aurora or Multi-AZ DB cluster
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @ValidationRule(
            value = "has(self.instance) != has(self.cluster)",
            message = "write exactly one of instance and cluster")
    @ValidationRule(
            value = "self == oldSelf",
            message = "rds cannot be changed: make another MultiAZDatabase for another database")
    public record Rds(
            @Size(min = 1, max = 32)
            @Pattern("^[a-z]{2}(-[a-z]+)+-[0-9]$")
            @JsonPropertyDescription("Its region; the operator's unless given.")
            String region,

            @Size(min = 1, max = 63)
            @Pattern("^[A-Za-z][-A-Za-z0-9]*$")
            @JsonPropertyDescription("Identifier of a Multi-AZ DB instance.")
            String instance,

            @Size(min = 1, max = 63)
            @Pattern("^[A-Za-z][-A-Za-z0-9]*$")
            @JsonPropertyDescription("Identifier of an Aurora or Multi-AZ DB cluster.")
            String cluster) {}

    /**
     * What to do when the writer's zone is cordoned.
     *
     * @param mode whether a failover is asked for; Automatic unless given
     * @param minInterval time between failovers, whoever made the last one; 30m unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "minInterval 1m 720h")
    public record Failover(
            @JsonPropertyDescription("Automatic (unless given) or Advise.")
            Mode mode,

            @JsonPropertyDescription("Time between failovers, whoever made the last one; 30m unless given.")
            String minInterval) {}

    /** Whether a failover is asked for. */
    public enum Mode {
        /** Once for an incident, within the guards. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** It is said what would be done. */
        @JsonProperty("Advise")
        ADVISE
    }
}
