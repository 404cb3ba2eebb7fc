package io.zonekeeper.api.v1alpha1;

import java.util.Map;

import io.zonekeeper.api.v1alpha1.schema.OthersMetadata;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;

/**
 * Labels and annotations of everything that is made for a custom resource.
 *
 * <p>Those of {@code zonekeeper.io} are refused; where the template or {@code service} sets the same key, theirs stays.
 *
 * @param labels labels; no selector uses them
 * @param annotations annotations
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = OthersMetadata.class, input = "labels 63, annotations 65536")
public record CommonMetadata(
        @JsonPropertyDescription(
                "Labels. No selector uses them; labels of the template and of service take precedence.")
        Map<String, String> labels,

        @JsonPropertyDescription("Annotations; those of the template and of service take precedence.")
        Map<String, String> annotations) {}
