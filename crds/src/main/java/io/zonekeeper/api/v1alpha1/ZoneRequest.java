package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * A zone that a service is to use.
 *
 * @param zone the name (us-east-1a) or ID (use1-az1) of the zone
 * @param weight the relative share of pods that the zone gets. Defaults to 1
 * @param minReplicas the minimum number of pods in the zone. Defaults to 0
 * @param maxReplicas the maximum number of pods in the zone. Defaults to no limit
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
        message = "minReplicas must not be above maxReplicas")
public record ZoneRequest(
        @Required
        @Size(min = 1, max = 63)
        @JsonPropertyDescription("The name (us-east-1a) or ID (use1-az1) of the zone.")
        String zone,

        @Min(1) @Max(1000) @JsonPropertyDescription("The relative share of pods that the zone gets. Defaults to 1.")
        Integer weight,

        @Min(0) @Max(100_000) @JsonPropertyDescription("The minimum number of pods in the zone. Defaults to 0.")
        Integer minReplicas,

        @Min(0) @Max(100_000) @JsonPropertyDescription("The maximum number of pods in the zone. Defaults to no limit.")
        Integer maxReplicas) {}
