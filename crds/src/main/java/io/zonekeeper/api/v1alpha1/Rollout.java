package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * How a change of the template is rolled out over the zones.
 *
 * @param order the order in which zones get a new template. ZoneByZone: one zone after the other, the next one only
 *     after the last passed its bake time. AllZones: all zones at once. Defaults to ZoneByZone
 * @param bake how long an updated zone is observed before the next one is updated. Defaults to 60s
 * @param progressDeadline how long an update of one zone may take before the rollout is reported as halted. Defaults to
 *     10m
 * @param paused whether template changes are held back. true: no zone gets a new template. false: they are rolled out.
 *     Defaults to false
 * @param maxSurge the number or percentage of pods above the zone's share that an update may create. Defaults to 25%
 * @param maxUnavailable the number or percentage of pods below the zone's share during an update. Defaults to 0; with 4
 *     or more pods in all, a zone in which the scheduler finds no node for an additional pod then replaces its pods one
 *     by one. Write 0 to rule that out
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "bake 0s 24h, progressDeadline 1s 24h")
public record Rollout(
        @JsonPropertyDescription(
                "The order in which zones get a new template. ZoneByZone: one zone after the other, the next one only after the last passed its bake time. AllZones: all zones at once. Defaults to ZoneByZone.")
        Order order,

        @JsonPropertyDescription(
                "How long an updated zone is observed before the next one is updated. Defaults to 60s.")
        String bake,

        @JsonPropertyDescription(
                "How long an update of one zone may take before the rollout is reported as halted. Defaults to 10m.")
        String progressDeadline,

        @JsonPropertyDescription(
                "Whether template changes are held back. true: no zone gets a new template. false: they are rolled out. Defaults to false.")
        Boolean paused,

        @JsonPropertyDescription(
                "The number or percentage of pods above the zone's share that an update may create. Defaults to 25%.")
        IntOrString maxSurge,

        @JsonPropertyDescription(
                "The number or percentage of pods below the zone's share during an update. Defaults to 0; with 4 or more pods in all, a zone in which the scheduler finds no node for an additional pod then replaces its pods one by one. Write 0 to rule that out.")
        IntOrString maxUnavailable) {

    /** The order in which zones get a new template. */
    public enum Order {
        /** One zone after the other, the next one only after the last passed its bake time. */
        @JsonProperty("ZoneByZone")
        ZONE_BY_ZONE,
        /** All zones at once. */
        @JsonProperty("AllZones")
        ALL_ZONES
    }
}
