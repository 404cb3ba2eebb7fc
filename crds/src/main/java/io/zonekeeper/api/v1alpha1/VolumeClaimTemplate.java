package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Required;

/**
 * A claim that each pod of a StatefulSet gets, kept as written.
 *
 * @param metadata its name, and labels and annotations if any
 * @param spec the claim
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VolumeClaimTemplate(
        @Required
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription("The claim's name, labels and annotations.")
        JsonNode metadata,

        @Required
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription("The claim, as in a PersistentVolumeClaim.")
        JsonNode spec) {}
