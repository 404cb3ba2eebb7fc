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
 * @param mode who manages the PodDisruptionBudgets. PerZone: Zonekeeper keeps one budget over all zones, which allows
 *     one eviction at a time, and opens a budget of its own for a zone that is being drained where maxUnavailable is
 *     more than one pod; two zones are never disrupted at the same time. None: Zonekeeper creates no budgets; create
 *     your own. Defaults to PerZone
 * @param maxUnavailable the number or percentage of pods that may be evicted at the same time within one zone while its
 *     nodes are being drained; otherwise one pod at a time. 0: no pod is ever evicted. Defaults to 1
 * @param rotate if nodes of several zones are being drained and maxUnavailable is more than one pod: how long one of
 *     these zones is open before the rotation moves to the next one. Defaults to 10m
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "rotate 10s 24h")
public record Disruption(
        @JsonPropertyDescription(
                "Who manages the PodDisruptionBudgets. PerZone: Zonekeeper keeps one budget over all zones, which allows one eviction at a time, and opens a budget of its own for a zone that is being drained where maxUnavailable is more than one pod; two zones are never disrupted at the same time. None: Zonekeeper creates no budgets; create your own. Defaults to PerZone.")
        Mode mode,

        @JsonPropertyDescription(
                "The number or percentage of pods that may be evicted at the same time within one zone while its nodes are being drained; otherwise one pod at a time. 0: no pod is ever evicted. Defaults to 1.")
        IntOrString maxUnavailable,

        @JsonPropertyDescription(
                "If nodes of several zones are being drained and maxUnavailable is more than one pod: how long one of these zones is open before the rotation moves to the next one. Defaults to 10m.")
        String rotate) {

    /** Who manages the PodDisruptionBudgets. */
    public enum Mode {
        /** Zonekeeper: two zones are never disrupted at the same time. */
        @JsonProperty("PerZone")
        PER_ZONE,
        /** The user. */
        @JsonProperty("None")
        NONE
    }
}
