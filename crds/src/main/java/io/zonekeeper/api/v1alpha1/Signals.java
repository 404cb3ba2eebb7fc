package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/**
 * The kinds of evidence of a zone's health.
 *
 * @param heartbeats silence of the zone's nodes
 * @param nodes readiness of the zone's nodes
 * @param probes health checks of the services' stacks
 * @param aws what AWS says
 * @param prometheus queries with a value per zone
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "prometheus name")
public record Signals(
        @JsonPropertyDescription("Silence of the zone's nodes.")
        Heartbeats heartbeats,

        @JsonPropertyDescription("Readiness of the zone's nodes.")
        Nodes nodes,

        @JsonPropertyDescription("Health checks of the services' stacks.")
        Probes probes,

        @JsonPropertyDescription("What AWS says.") AwsSignals aws,

        @Size(max = 16) @JsonPropertyDescription("Queries with a value per zone.")
        List<PrometheusQuery> prometheus) {

    /**
     * Silence of the zone's nodes.
     *
     * @param enabled true unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Heartbeats(
            @JsonPropertyDescription("True unless given.") Boolean enabled) {}

    /**
     * Readiness of the zone's nodes.
     *
     * @param enabled true unless given
     * @param notReadyPercent share of the nodes that is bad; 55 unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Nodes(
            @JsonPropertyDescription("True unless given.") Boolean enabled,

            @Min(1) @Max(100) @JsonPropertyDescription("Share of the nodes that is bad; 55 unless given.")
            Integer notReadyPercent) {}

    /**
     * Health checks of the services' stacks.
     *
     * @param enabled true unless given
     * @param minTargets the fewest pods that are evidence; 2 unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Probes(
            @JsonPropertyDescription("True unless given.") Boolean enabled,

            @Min(1) @Max(1000) @JsonPropertyDescription("The fewest pods that are evidence; 2 unless given.")
            Integer minTargets) {}

    /**
     * What AWS says; each is off unless given.
     *
     * @param availabilityZoneState state and messages of DescribeAvailabilityZones
     * @param healthEvents events of AWS Health
     * @param autoshifts zonal shifts and autoshifts of ARC
     * @param instanceStatus failed status checks of instances and their volumes, by zone
     * @param alarms CloudWatch alarms by name
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AwsSignals(
            @JsonPropertyDescription("State and messages of DescribeAvailabilityZones.")
            Boolean availabilityZoneState,

            @JsonPropertyDescription("Events of AWS Health.")
            Boolean healthEvents,

            @JsonPropertyDescription("Zonal shifts and autoshifts of ARC.")
            Boolean autoshifts,

            @JsonPropertyDescription("Failed status checks of instances and their volumes, by zone.")
            Boolean instanceStatus,

            @Size(max = 16) @JsonPropertyDescription("CloudWatch alarms by name.")
            List<Alarm> alarms) {}

    /**
     * A CloudWatch alarm for each zone.
     *
     * @param name its name, with {@code {zoneId}} or {@code {zone}} in it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Alarm(
            @Required
            @Size(min = 1, max = 255)
            @Pattern("^.*[{](zoneId|zone)[}].*$")
            @JsonPropertyDescription("Its name, with {zoneId} or {zone} in it.")
            String name) {}

    /**
     * A query with a value per zone.
     *
     * @param name its name among the queries
     * @param url the server's address
     * @param query PromQL whose result carries the zone in {@code zoneLabel}
     * @param zoneLabel label that holds the zone's name or ID
     * @param failAbove the zone fails above this number
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PrometheusQuery(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Its name among the queries.")
            String name,

            @Required @Size(max = 1024) @Pattern("^https?://.+") @JsonPropertyDescription("The server's address.")
            String url,

            @Required
            @Size(min = 1, max = 4096)
            @JsonPropertyDescription("PromQL whose result carries the zone in zoneLabel.")
            String query,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Label that holds the zone's name or ID.")
            String zoneLabel,

            @Required
            @Size(max = 32)
            @Pattern("^-?[0-9]+(\\.[0-9]+)?$")
            @JsonPropertyDescription("The zone fails above this number, in quotes.")
            String failAbove) {}
}
