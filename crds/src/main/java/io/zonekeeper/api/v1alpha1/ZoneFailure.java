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
 * @param action what to do when a zone fails. Evacuate: remove traffic, replace the capacity in other zones, then drain
 *     the zone. StopTraffic: remove traffic only. Observe: report only. Defaults to Evacuate
 * @param minReadyPercent the percentage of replicas that must be ready in the other zones before traffic is removed
 *     from pods that still respond. Defaults to 60
 * @param failback when pods and traffic return to a recovered zone. Defaults to automatic failback after 5m
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ZoneFailure(
        @JsonPropertyDescription(
                "What to do when a zone fails. Evacuate: remove traffic, replace the capacity in other zones, then drain the zone. StopTraffic: remove traffic only. Observe: report only. Defaults to Evacuate.")
        Action action,

        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
                "The percentage of replicas that must be ready in the other zones before traffic is removed from pods that still respond. Defaults to 60.")
        Integer minReadyPercent,

        @JsonPropertyDescription(
                "When pods and traffic return to a recovered zone. Defaults to automatic failback after 5m.")
        Failback failback) {

    /** What to do when a zone fails. */
    public enum Action {
        /** Remove traffic, replace the capacity in other zones, drain the zone. */
        @JsonProperty("Evacuate")
        EVACUATE,
        /** Remove traffic only. */
        @JsonProperty("StopTraffic")
        STOP_TRAFFIC,
        /** Report only. */
        @JsonProperty("Observe")
        OBSERVE
    }

    /**
     * When pods and traffic return to a recovered zone.
     *
     * @param mode Automatic: pods and traffic return once the zone has been healthy for stableFor. Manual: they return
     *     when the annotation zonekeeper.io/failback names the zone (kubectl zonekeeper failback). Defaults to
     *     Automatic
     * @param stableFor how long the zone must have been healthy before failback. Defaults to 5m
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @SchemaCustomizer(value = DurationFields.class, input = "stableFor 1s 720h")
    public record Failback(
            @JsonPropertyDescription(
                    "Automatic: pods and traffic return once the zone has been healthy for stableFor. Manual: they return when the annotation zonekeeper.io/failback names the zone (kubectl zonekeeper failback). Defaults to Automatic.")
            Mode mode,

            @JsonPropertyDescription("How long the zone must have been healthy before failback. Defaults to 5m.")
            String stableFor) {}

    /** What starts failback. */
    public enum Mode {
        /** The zone has been healthy for {@code stableFor}. */
        @JsonProperty("Automatic")
        AUTOMATIC,
        /** The annotation {@code zonekeeper.io/failback}. */
        @JsonProperty("Manual")
        MANUAL
    }
}
