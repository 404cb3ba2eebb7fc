package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.DurationFields;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/**
 * What to do when a zone fails.
 *
 * @param action how far to go; Evacuate unless given
 * @param minReadyPercent of replicas, ready in the other zones, before traffic is taken from pods that still answer; 60
 *     unless given
 * @param failback the way home
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ZoneFailure(
        @JsonPropertyDescription("Evacuate (unless given), StopTraffic or Observe.")
        Action action,

        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
                "Of replicas, ready in the other zones, before traffic is taken from pods that still answer; 60 unless given.")
        Integer minReadyPercent,

        @JsonPropertyDescription("The way home.") Failback failback) {

    /** How far to go when a zone fails. */
    public enum Action {
        /** Traffic off, capacity replaced elsewhere, the zone drained. */
        @JsonProperty("Evacuate")
        EVACUATE,
        /** Traffic off, nothing more. */
        @JsonProperty("StopTraffic")
        STOP_TRAFFIC,
        /** Nothing but telling. */
        @JsonProperty("Observe")
        OBSERVE
    }

    /**
     * The way home.
     *
     * @param mode whether it begins by itself; Automatic unless given
     * @param stableFor how long the zone must have been healthy; 5m unless given
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "stableFor 1s 720h")
    public record Failback(
            @JsonPropertyDescription("Automatic (unless given) or Manual.")
            Mode mode,

            @JsonPropertyDescription("How long the zone must have been healthy; 5m unless given.")
            String stableFor) {}

    /** Whether the way home begins by itself. */
    public enum Mode {
        /** By itself. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** When a person says so. */
        @JsonProperty("Manual")
        MANUAL
    }
}
