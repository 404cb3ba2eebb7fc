package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/**
 * The observed state of a proxy and of its configuration.
 *
 * @param observedGeneration the metadata.generation that this status was last computed from; -1 until the operator has
 *     reconciled the object
 * @param proxies the total number of desired proxies
 * @param readyProxies the number of proxies that are ready
 * @param servers the number of upstream servers in each zone, in the order of zones
 * @param evacuatedZones the zones whose servers receive no requests, by name, separated by commas. Absent if there are
 *     none
 * @param zones the state of each zone
 * @param configuration the configuration last rolled out to the proxies
 * @param conditions Ready, Reconciling, Stalled, ConfigurationValid and UpstreamFound; EngineLimits where the engine
 *     does not support a requested setting; FailOpen while every zone is evacuated and requests are therefore sent to
 *     all of them
 */
@JsonClassDescription("The observed state of the proxies and their configuration, written by the operator.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "zones zone, conditions type")
public record ZonalProxyStatus(
        @JsonPropertyDescription(
                "The metadata.generation that this status was last computed from; -1 until the operator has reconciled the object.")
        Long observedGeneration,

        @JsonPropertyDescription("The total number of desired proxies.")
        Integer proxies,

        @JsonPropertyDescription("The number of proxies that are ready.")
        Integer readyProxies,

        @JsonPropertyDescription("The number of upstream servers in each zone, in the order of zones.")
        String servers,

        @JsonPropertyDescription(
                "The zones whose servers receive no requests, by name, separated by commas. Absent if there are none.")
        String evacuatedZones,

        @JsonPropertyDescription("The state of each zone.") List<ProxyZone> zones,

        @JsonPropertyDescription("The configuration last rolled out to the proxies.")
        Configuration configuration,

        @JsonPropertyDescription(
                "Ready, Reconciling, Stalled, ConfigurationValid and UpstreamFound; EngineLimits where the engine does not support a requested setting; FailOpen while every zone is evacuated and requests are therefore sent to all of them.")
        List<Condition> conditions) {

    /**
     * A zone and the servers that its proxies use.
     *
     * @param zone the name of the zone
     * @param local the number of servers in the zone
     * @param remote the number of servers in other zones that the zone's proxies use when their own zone fails
     * @param evacuated whether the servers of the zone receive no requests: true or false
     * @param localShare the percentage of the zone's requests that stay in the zone while it is healthy; below 100 if
     *     its servers would receive more than half as much again as an average server
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ProxyZone(
            @Required @JsonPropertyDescription("The name of the zone.")
            String zone,

            @JsonPropertyDescription("The number of servers in the zone.")
            Integer local,

            @JsonPropertyDescription(
                    "The number of servers in other zones that the zone's proxies use when their own zone fails.")
            Integer remote,

            @JsonPropertyDescription("Whether the servers of the zone receive no requests: true or false.")
            Boolean evacuated,

            @JsonPropertyDescription(
                    "The percentage of the zone's requests that stay in the zone while it is healthy; below 100 if its servers would receive more than half as much again as an average server.")
            Integer localShare) {}

    /**
     * The configuration last rolled out.
     *
     * @param revision the hash of the configuration last rolled out
     * @param checked the hash of the configuration, without addresses, weights and evacuations, that the engine's own
     *     binary last validated. Absent before the first validation
     * @param since when the configuration was rolled out
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since")
    public record Configuration(
            @JsonPropertyDescription("The hash of the configuration last rolled out.")
            String revision,

            @JsonPropertyDescription(
                    "The hash of the configuration, without addresses, weights and evacuations, that the engine's own binary last validated. Absent before the first validation.")
            String checked,

            @JsonPropertyDescription("When the configuration was rolled out.")
            String since) {}
}
