package io.zonekeeper.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Required;

/**
 * A volume claim of each pod of a StatefulSet, passed on as written.
 *
 * @param metadata the name of the claim, and its labels and annotations if any
 * @param spec the spec of the PersistentVolumeClaim; same meaning and defaults as there
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VolumeClaimTemplate(
        @Required
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription("The name of the claim, and its labels and annotations if any.")
        JsonNode metadata,

        @Required
        @SchemaFrom(type = Object.class)
        @PreserveUnknownFields
        @JsonPropertyDescription("The spec of the PersistentVolumeClaim; same meaning and defaults as there.")
        JsonNode spec) {}
