package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/**
 * How a service is spread over its zones.
 *
 * @param maxSkew how far a zone may be from its weighted share, in pods; 1 unless given
 * @param toleratedZoneFailures zones that may be lost with {@code replicas} still running; 0 unless given
 * @param restoreTolerance starts more pods while a zone is out, so that yet another may be lost; false unless given
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
        Boolean restoreTolerance) {}
