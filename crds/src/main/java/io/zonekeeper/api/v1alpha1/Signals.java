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
 * The signals from which the health of zones is judged.
 *
 * @param heartbeats Evidence from heartbeats: node leases that are not renewed. Enabled by default
 * @param nodes Evidence from the readiness of the zone's nodes. Enabled by default
 * @param probes Evidence from health checks of the pods of all services, run by observers in several zones. Enabled by
 *     default
 * @param aws Evidence from AWS APIs. Defaults to none of them
 * @param prometheus Prometheus queries that return one value per zone. Defaults to none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "prometheus name")
public record Signals(
        @JsonPropertyDescription("Evidence from heartbeats: node leases that are not renewed. Enabled by default.")
        Heartbeats heartbeats,

        @JsonPropertyDescription("Evidence from the readiness of the zone's nodes. Enabled by default.")
        Nodes nodes,

        @JsonPropertyDescription(
                "Evidence from health checks of the pods of all services, run by observers in several zones. Enabled by default.")
        Probes probes,

        @JsonPropertyDescription("Evidence from AWS APIs. Defaults to none of them.")
        AwsSignals aws,

        @Size(max = 16) @JsonPropertyDescription("Prometheus queries that return one value per zone. Defaults to none.")
        List<PrometheusQuery> prometheus) {

    /**
     * Heartbeats of the zone's nodes.
     *
     * @param enabled whether this signal is evaluated: true or false. Defaults to true
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Heartbeats(
            @JsonPropertyDescription("Whether this signal is evaluated: true or false. Defaults to true.")
            Boolean enabled) {}

    /**
     * Readiness of the zone's nodes.
     *
     * @param enabled whether this signal is evaluated: true or false. Defaults to true
     * @param notReadyPercent the percentage of a zone's nodes that must be not ready before the signal is bad. Defaults
     *     to 55
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Nodes(
            @JsonPropertyDescription("Whether this signal is evaluated: true or false. Defaults to true.")
            Boolean enabled,

            @Min(1)
            @Max(100)
            @JsonPropertyDescription(
                    "The percentage of a zone's nodes that must be not ready before the signal is bad. Defaults to 55.")
            Integer notReadyPercent) {}

    /**
     * Health checks of the services' stacks.
     *
     * @param enabled whether this signal is evaluated: true or false. Defaults to true
     * @param minTargets the minimum number of pods in a zone; with fewer, the signal is no evidence. Defaults to 2
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Probes(
            @JsonPropertyDescription("Whether this signal is evaluated: true or false. Defaults to true.")
            Boolean enabled,

            @Min(1)
            @Max(1000)
            @JsonPropertyDescription(
                    "The minimum number of pods in a zone; with fewer, the signal is no evidence. Defaults to 2.")
            Integer minTargets) {}

    /**
     * Evidence from AWS APIs; each source is disabled by default.
     *
     * @param availabilityZoneState whether the zone state and messages of DescribeAvailabilityZones are evaluated: true
     *     or false. Defaults to false
     * @param healthEvents whether events of AWS Health are evaluated: true or false. Defaults to false
     * @param autoshifts whether zonal shifts and autoshifts of ARC are evaluated: true or false. Defaults to false
     * @param instanceStatus whether failed status checks of instances and their volumes are evaluated, by zone: true or
     *     false. Defaults to false
     * @param alarms CloudWatch alarms, one per zone. Defaults to none
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record AwsSignals(
            @JsonPropertyDescription(
                    "Whether the zone state and messages of DescribeAvailabilityZones are evaluated: true or false. Defaults to false.")
            Boolean availabilityZoneState,

            @JsonPropertyDescription("Whether events of AWS Health are evaluated: true or false. Defaults to false.")
            Boolean healthEvents,

            @JsonPropertyDescription(
                    "Whether zonal shifts and autoshifts of ARC are evaluated: true or false. Defaults to false.")
            Boolean autoshifts,

            @JsonPropertyDescription(
                    "Whether failed status checks of instances and their volumes are evaluated, by zone: true or false. Defaults to false.")
            Boolean instanceStatus,

            @Size(max = 16) @JsonPropertyDescription("CloudWatch alarms, one per zone. Defaults to none.")
            List<Alarm> alarms) {}

    /**
     * A CloudWatch alarm for each zone.
     *
     * @param name the name of the alarms, with &#123;zoneId&#125; or &#123;zone&#125; in place of the zone
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Alarm(
            @Required
            @Size(min = 1, max = 255)
            @Pattern("^.*[{](zoneId|zone)[}].*$")
            @JsonPropertyDescription("The name of the alarms, with {zoneId} or {zone} in place of the zone.")
            String name) {}

    /**
     * A query that returns one value per zone.
     *
     * @param name the name of the query, unique within the policy
     * @param url the address of the Prometheus server, as http://prometheus.monitoring:9090
     * @param query the PromQL query; its result has one series per zone with the label zoneLabel
     * @param zoneLabel the label that holds the zone's name or ID
     * @param failAbove the threshold above which the zone's value is bad, as a number in quotes ("0.05")
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PrometheusQuery(
            @Required
            @Size(min = 1, max = 63)
            @JsonPropertyDescription("The name of the query, unique within the policy.")
            String name,

            @Required
            @Size(max = 1024)
            @Pattern("^https?://.+")
            @JsonPropertyDescription("The address of the Prometheus server, as http://prometheus.monitoring:9090.")
            String url,

            @Required
            @Size(min = 1, max = 4096)
            @JsonPropertyDescription("The PromQL query; its result has one series per zone with the label zoneLabel.")
            String query,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("The label that holds the zone's name or ID.")
            String zoneLabel,

            @Required
            @Size(max = 32)
            @Pattern("^-?[0-9]+(\\.[0-9]+)?$")
            @JsonPropertyDescription(
                    "The threshold above which the zone's value is bad, as a number in quotes (\"0.05\").")
            String failAbove) {}
}
