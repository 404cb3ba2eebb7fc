package io.zonekeeper.api.v1alpha1;

import java.util.List;

import io.zonekeeper.api.v1alpha1.schema.KeyedLists;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;

/**
 * Whether the policy is in use.
 *
 * @param observedGeneration the metadata.generation that this status was last computed from; -1 until the operator has
 *     reconciled the object
 * @param conditions Ready: True with reason InUse, or False with reason NotUsed (the policy is not named default).
 *     SignalsTested: False while a signal in use has no evidence
 */
@JsonClassDescription("Whether the policy is in use, written by the operator.")
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = KeyedLists.class, input = "conditions type")
public record ZoneHealthPolicyStatus(
        @JsonPropertyDescription(
                "The metadata.generation that this status was last computed from; -1 until the operator has reconciled the object.")
        Long observedGeneration,

        @JsonPropertyDescription(
                "Ready: True with reason InUse, or False with reason NotUsed (the policy is not named default). SignalsTested: False while a signal in use has no evidence.")
        List<Condition> conditions) {}
