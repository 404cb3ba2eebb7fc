package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * A zone that a service uses.
 *
 * @param zone its name or ID
 * @param weight its part of the pods against the other zones; 1 unless given
 * @param minReplicas the fewest pods it gets
 * @param maxReplicas the most pods it gets; no limit unless given
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
        value = "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
        message = "minReplicas must not be above maxReplicas")
public record ZoneRequest(
        @Required @Size(min = 1, max = 63) @JsonPropertyDescription("The zone's name (us-east-1a) or ID (use1-az1).")
        String zone,

        @Min(1) @Max(1000) @JsonPropertyDescription("Its part of the pods against the other zones; 1 unless given.")
        Integer weight,

        @Min(0) @Max(100_000) @JsonPropertyDescription("The fewest pods it gets.")
        Integer minReplicas,

        @Min(0) @Max(100_000) @JsonPropertyDescription("The most pods it gets; no limit unless given.")
        Integer maxReplicas) {}
