package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/**
 * What runs, what it stands in front of, and which configuration it was given.
 *
 * @param observedGeneration the generation of the spec this was said of
 * @param proxies proxies that shall run, all told
 * @param readyProxies those that can serve
 * @param servers servers in each zone, in the order of {@code zones}
 * @param evacuatedZones zones whose servers get nothing, by name, separated by commas; null where there are none
 * @param zones the zones
 * @param configuration what the proxies were given
 * @param conditions {@code Ready}, {@code Reconciling}, {@code Stalled}, {@code ConfigurationValid},
 *     {@code UpstreamFound}; {@code EngineLimits} where the engine cannot do all that was asked for; {@code FailOpen}
 *     where every zone is evacuated and none is therefore left
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "zones zone, conditions type")
public record ZonalProxyStatus(
        @JsonPropertyDescription("The generation of the spec this was said of.")
        Long observedGeneration,

        @JsonPropertyDescription("Proxies that shall run, all told.")
        Integer proxies,

        @JsonPropertyDescription("Proxies that can serve.") Integer readyProxies,

        @JsonPropertyDescription("Servers in each zone, in the order of zones.")
        String servers,

        @JsonPropertyDescription("Zones whose servers get nothing.")
        String evacuatedZones,

        @JsonPropertyDescription("The zones.") List<ProxyZone> zones,

        @JsonPropertyDescription("What the proxies were given.")
        Configuration configuration,

        @JsonPropertyDescription(
                "Ready, Reconciling, Stalled, ConfigurationValid, UpstreamFound; EngineLimits and FailOpen where they apply.")
        List<Condition> conditions) {

    /**
     * A zone as its proxies see it.
     *
     * @param zone the zone's name
     * @param local servers in the zone
     * @param remote servers in the other zones that its proxies may turn to
     * @param evacuated whether the zone's servers get nothing
     * @param localShare percent of the zone's requests that its own servers can take without getting more than half as
     *     much again as an average server; 100 where nothing leaves the healthy zone
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record ProxyZone(
            @Required @JsonPropertyDescription("The zone's name.")
            String zone,

            @JsonPropertyDescription("Servers in the zone.") Integer local,

            @JsonPropertyDescription("Servers in the other zones that its proxies may turn to.")
            Integer remote,

            @JsonPropertyDescription("Whether the zone's servers get nothing.")
            Boolean evacuated,

            @JsonPropertyDescription("Percent of the zone's requests that stay in it while it is healthy.")
            Integer localShare) {}

    /**
     * What the proxies were given.
     *
     * @param revision stands for all of it
     * @param checked stands for its shape, everything but addresses, weights and evacuations, which the engine's own
     *     binary found valid; null before the first check
     * @param since when it was given, RFC 3339
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = Timestamps.class, input = "since")
    public record Configuration(
            @JsonPropertyDescription("Stands for what the proxies were given.")
            String revision,

            @JsonPropertyDescription("Stands for the shape that the engine's own binary found valid.")
            String checked,

            @JsonPropertyDescription("When it was given.") String since) {}
}
