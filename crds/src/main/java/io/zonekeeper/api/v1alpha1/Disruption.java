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
 * @param mode budgets by zone, or none; PerZone unless given
 * @param maxUnavailable within the one zone that may be disrupted at a time; 1 unless given
 * @param rotate how long a zone stays the open one while no node asks; 10m unless given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DurationFields.class, input = "rotate 10s 24h")
public record Disruption(
        @JsonPropertyDescription("PerZone (unless given), or None to leave budgets to you.")
        Mode mode,

        @JsonPropertyDescription("Pods evicted at once within the one open zone, number or percent; 1 unless given.")
        IntOrString maxUnavailable,

        @JsonPropertyDescription("How long a zone stays open while no node is drained; 10m unless given.")
        String rotate) {

    /** Who keeps the budgets. */
    public enum Mode {
        /** Zonekeeper, one zone open at a time. */
        @JsonProperty("PerZone")
        PER_ZONE,
        /** You. */
        @JsonProperty("None")
        NONE
    }
}
