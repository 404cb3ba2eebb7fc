package io.zonekeeper.api.v1alpha1;

import io.zonekeeper.api.v1alpha1.schema.Timestamps;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;

/**
 * One aspect of an object's state, as Kubernetes and kstatus define it.
 *
 * @param type name of the aspect, CamelCase
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param observedGeneration the generation of the object this was said of
 * @param lastTransitionTime when {@code status} last changed, RFC 3339
 * @param reason one CamelCase word for machines
 * @param message a sentence for people
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = Timestamps.class, input = "lastTransitionTime")
public record Condition(
        @Required @JsonPropertyDescription("Name of the aspect.")
        String type,

        @Required @JsonPropertyDescription("True, False or Unknown.")
        String status,

        @JsonPropertyDescription("The generation of the object this was said of.")
        Long observedGeneration,

        @Required @JsonPropertyDescription("When status last changed.")
        String lastTransitionTime,

        @Required @JsonPropertyDescription("One word for machines.")
        String reason,

        @Required @JsonPropertyDescription("A sentence for people.")
        String message) {}
