package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/**
 * How a service is spread over its zones.
 *
 * @param maxSkew how far a zone may be from its weighted share, in pods; 1 unless given
 * @param toleratedZoneFailures zones that may be lost with {@code replicas} still running; 0 unless given
 * @param restoreTolerance starts more pods while a zone is out, so that yet another may be lost; false unless given
 * @param autoscalerPods which pods {@code status.selector} selects for an autoscaler; Serving unless given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Spread(
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription("How far a zone may be from its weighted share, in pods; 1 unless given.")
        Integer maxSkew,

        @Min(0) @Max(7) @JsonPropertyDescription("Zones that may be lost with replicas still running; 0 unless given.")
        Integer toleratedZoneFailures,

        @JsonPropertyDescription("Starts more pods while a zone is out, so that yet another may be lost.")
        Boolean restoreTolerance,

        @JsonPropertyDescription(
                "Which pods status.selector selects, and thereby a HorizontalPodAutoscaler measures. Defaults to Serving."
                        + " Serving: all pods in zones with traffic, spare pods for toleratedZoneFailures included."
                        + " WithoutSpare: as many of these zones as run replicas pods; lower the autoscaler's target by replicas / status.replicas.")
        AutoscalerPods autoscalerPods) {

    /** Which pods an autoscaler measures. */
    public enum AutoscalerPods {
        /** All in zones with traffic. */
        @JsonProperty("Serving")
        SERVING,
        /** Those of as many zones with traffic as run {@code replicas} pods. */
        @JsonProperty("WithoutSpare")
        WITHOUT_SPARE
    }
}
