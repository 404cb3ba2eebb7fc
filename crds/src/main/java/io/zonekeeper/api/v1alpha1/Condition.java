package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/**
 * One aspect of an object's state, as Kubernetes and kstatus define it.
 *
 * @param type the name of the condition, in CamelCase
 * @param status whether the condition holds: True, False or Unknown (not determined yet)
 * @param observedGeneration the metadata.generation of the object that the condition was computed from
 * @param lastTransitionTime when status last changed
 * @param reason the machine-readable state or cause, in CamelCase
 * @param message the human-readable explanation: the object, the cause and the next action
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = Timestamps.class, input = "lastTransitionTime")
public record Condition(
        @Required @JsonPropertyDescription("The name of the condition, in CamelCase.")
        String type,

        @Required @JsonPropertyDescription("Whether the condition holds: True, False or Unknown (not determined yet).")
        String status,

        @JsonPropertyDescription("The metadata.generation of the object that the condition was computed from.")
        Long observedGeneration,

        @Required @JsonPropertyDescription("When status last changed.")
        String lastTransitionTime,

        @Required @JsonPropertyDescription("The machine-readable state or cause, in CamelCase.")
        String reason,

        @Required @JsonPropertyDescription("The human-readable explanation: the object, the cause and the next action.")
        String message) {}
