package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;

/**
 * Whether the policy is in use.
 *
 * @param observedGeneration the generation of the spec this was said of
 * @param conditions {@code Ready}: True with reason InUse, or False with reason NotUsed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "conditions type")
public record ZoneHealthPolicyStatus(
        @JsonPropertyDescription("The generation of the spec this was said of.")
        Long observedGeneration,

        @JsonPropertyDescription("Ready: True with reason InUse, or False with reason NotUsed.")
        List<Condition> conditions) {}
