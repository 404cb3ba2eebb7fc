package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;
import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;

/**
 * What the operator knows of a zone.
 *
 * @param observedGeneration the generation of the spec this was said of
 * @param zone the zone's name as its nodes carry it
 * @param zoneId the zone's ID, the same in every AWS account; null where the nodes do not say
 * @param region the region; null where the nodes do not say
 * @param slot number that stands for the zone in pod labels {@code zonekeeper.io/outside-N}; null where none was free
 * @param nodes the zone's nodes, counted
 * @param absentSince when the last node went, RFC 3339; null while there are nodes
 * @param conditions {@code Ready}, {@code Present} and what else is to be told
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "conditions type")
@SchemaCustomizer(value = Timestamps.class, input = "absentSince")
public record ZoneStatus(
        @JsonPropertyDescription("The generation of the spec this was said of.")
        Long observedGeneration,

        @JsonPropertyDescription("The zone's name as its nodes carry it.")
        String zone,

        @JsonPropertyDescription("The zone's ID, the same in every AWS account.")
        String zoneId,

        @JsonPropertyDescription("The region.") String region,

        @JsonPropertyDescription("Stands for the zone in the pod labels zonekeeper.io/outside-N.")
        Integer slot,

        @JsonPropertyDescription("The zone's nodes, counted.")
        NodeCount nodes,

        @JsonPropertyDescription("When the last node went.") String absentSince,

        @JsonPropertyDescription("Ready, Present and what else is to be told.")
        List<Condition> conditions) {

    /**
     * Nodes of a zone.
     *
     * @param total all of them
     * @param ready those whose kubelet reports Ready
     * @param schedulable those that are ready and take new pods
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NodeCount(
            @JsonPropertyDescription("All nodes.") Integer total,

            @JsonPropertyDescription("Nodes that are Ready.")
            Integer ready,

            @JsonPropertyDescription("Nodes that are Ready and not cordoned.")
            Integer schedulable) {}
}
