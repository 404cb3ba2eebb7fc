package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * How a change of the template goes through the zones.
 *
 * @param order one zone after the other, or all at once; ZoneByZone unless given
 * @param bake how long an updated zone is watched before the next
 * @param progressDeadline how long a zone may take before the rollout is called halted
 * @param paused holds template changes back
 * @param maxSurge pods above the zone's count, number or percent; 25% unless given
 * @param maxUnavailable pods below the zone's count, number or percent; unless given 0, or 1 where the zone has no room
 *     for a pod more
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "bake 0s 24h, progressDeadline 1s 24h")
public record Rollout(
        @JsonPropertyDescription("ZoneByZone (unless given) or AllZones.")
        Order order,

        @JsonPropertyDescription("How long an updated zone is watched before the next; 60s unless given.")
        String bake,

        @JsonPropertyDescription("How long a zone may take before the rollout is called halted; 10m unless given.")
        String progressDeadline,

        @JsonPropertyDescription("Holds template changes back.")
        Boolean paused,

        @JsonPropertyDescription("Pods above a zone's count while it is updated, number or percent; 25% unless given.")
        IntOrString maxSurge,

        @JsonPropertyDescription(
                "Pods below a zone's count while it is updated, number or percent. Defaults to 0; with 4 or more pods in all, a zone in which the scheduler finds no node for an additional pod then replaces its pods one by one. Write 0 to rule that out.")
        IntOrString maxUnavailable) {

    /** Through the zones one by one, or not. */
    public enum Order {
        /** The next zone only when the last did well. */
        @JsonProperty("ZoneByZone")
        ZONE_BY_ZONE,
        /** All zones at once. */
        @JsonProperty("AllZones")
        ALL_ZONES
    }
}
