package io.zonekeeper.api.v1alpha1;

import java.util.Map;

import io.zonekeeper.api.v1alpha1.schema.OthersMetadata;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;

/**
 * Labels and annotations of every object created for a custom resource.
 *
 * <p>Those of {@code zonekeeper.io} are refused; where the template or {@code service} sets the same key, theirs stays.
 *
 * @param labels labels added to every object of the service, pods included. No selector uses them; labels of
 *     spec.template and spec.service take precedence. Defaults to none
 * @param annotations annotations added to every object of the service, pods included. Those of spec.template and
 *     spec.service take precedence. Defaults to none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = OthersMetadata.class, input = "labels 63, annotations 65536")
public record CommonMetadata(
        @JsonPropertyDescription(
                "Labels added to every object of the service, pods included. No selector uses them; labels of spec.template and spec.service take precedence. Defaults to none.")
        Map<String, String> labels,

        @JsonPropertyDescription(
                "Annotations added to every object of the service, pods included. Those of spec.template and spec.service take precedence. Defaults to none.")
        Map<String, String> annotations) {}
