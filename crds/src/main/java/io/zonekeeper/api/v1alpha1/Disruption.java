package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * How many pods may be evicted at once.
 *
 * @param mode who manages the PodDisruptionBudgets. PerZone: Zonekeeper keeps one budget per zone and allows evictions
 *     in one zone at a time. None: Zonekeeper creates no budgets; create your own. Defaults to PerZone
 * @param maxUnavailable the number or percentage of pods that may be evicted at the same time within the one zone whose
 *     budget is open. Defaults to 1
 * @param rotate how long the budget of a zone stays open while none of its nodes is being drained, before the rotation
 *     moves to the next zone. Defaults to 10m
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "rotate 10s 24h")
public record Disruption(
        @JsonPropertyDescription(
                "Who manages the PodDisruptionBudgets. PerZone: Zonekeeper keeps one budget per zone and allows evictions in one zone at a time. None: Zonekeeper creates no budgets; create your own. Defaults to PerZone.")
        Mode mode,

        @JsonPropertyDescription(
                "The number or percentage of pods that may be evicted at the same time within the one zone whose budget is open. Defaults to 1.")
        IntOrString maxUnavailable,

        @JsonPropertyDescription(
                "How long the budget of a zone stays open while none of its nodes is being drained, before the rotation moves to the next zone. Defaults to 10m.")
        String rotate) {

    /** Who manages the PodDisruptionBudgets. */
    public enum Mode {
        /** Zonekeeper: evictions are allowed in one zone at a time. */
        @JsonProperty("PerZone")
        PER_ZONE,
        /** The user. */
        @JsonProperty("None")
        NONE
    }
}
