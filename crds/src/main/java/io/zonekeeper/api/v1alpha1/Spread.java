package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/**
 * How a service is spread over its zones.
 *
 * @param maxSkew the maximum difference between a zone's pods and its weighted share, in pods. Defaults to 1
 * @param toleratedZoneFailures the number of zones that may be lost while replicas pods remain; the operator runs the
 *     smallest total that satisfies it. Defaults to 0
 * @param restoreTolerance whether more pods are started while a zone is evacuated, so that another zone may be lost.
 *     true: they are started. false: the service runs replicas pods meanwhile. Defaults to false
 * @param autoscalerPods which pods status.selector selects, and thereby a HorizontalPodAutoscaler measures. Serving:
 *     all pods in zones with traffic, spare pods for toleratedZoneFailures included. WithoutSpare: the pods of as many
 *     of these zones as run replicas pods; lower the autoscaler's target by replicas / status.replicas. Defaults to
 *     Serving
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Spread(
        @Min(1)
        @Max(1000)
        @JsonPropertyDescription(
                "The maximum difference between a zone's pods and its weighted share, in pods. Defaults to 1.")
        Integer maxSkew,

        @Min(0)
        @Max(7)
        @JsonPropertyDescription(
                "The number of zones that may be lost while replicas pods remain; the operator runs the smallest total that satisfies it. Defaults to 0.")
        Integer toleratedZoneFailures,

        @JsonPropertyDescription(
                "Whether more pods are started while a zone is evacuated, so that another zone may be lost. true: they are started. false: the service runs replicas pods meanwhile. Defaults to false.")
        Boolean restoreTolerance,

        @JsonPropertyDescription(
                "Which pods status.selector selects, and thereby a HorizontalPodAutoscaler measures. Serving: all pods in zones with traffic, spare pods for toleratedZoneFailures included. WithoutSpare: the pods of as many of these zones as run replicas pods; lower the autoscaler's target by replicas / status.replicas. Defaults to Serving.")
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
