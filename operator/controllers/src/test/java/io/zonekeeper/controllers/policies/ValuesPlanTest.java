package io.zonekeeper.controllers.policies;

import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.reasons.PolicyReason;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ValuesPlanTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    /** {@code ours} and {@code theirs} are the managed fields of the values' manager and of kubectl. */
    @ParameterizedTest(name = "values {0}, policy {1}, ours {2}, theirs {3} => {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            {}                                  | -                              | {}                       | {}                       | {}
            {mode: Advise}                      | -                              | {}                       | {}                       | {"mode":"Advise"}
            {mode: Advise}                      | {mode: Advise}                 | {f:mode: {}}             | {}                       | -
            {mode: Advise}                      | {mode: Automatic}              | {f:mode: {}}             | {}                       | {"mode":"Advise"}
            {}                                  | {mode: Advise}                 | {f:mode: {}}             | {}                       | {}
            {}                                  | {mode: Advise}                 | {}                       | {f:mode: {}}             | -
            {mode: Automatic}                   | {mode: Advise}                 | {}                       | {f:mode: {}}             | -
            {mode: Automatic}                   | {mode: Advise}                 | {f:mode: {}}             | {f:mode: {}}             | -
            {mode: Advise}                      | {mode: Advise}                 | {}                       | {f:mode: {}}             | -
            {mode: Automatic, preset: Fast}     | {mode: Advise}                 | {}                       | {f:mode: {}}             | {"preset":"Fast"}
            {limits: {a: 1, b: 2}}              | {limits: {a: 1, b: 3}}         | {f:limits: {f:a: {}}}    | {f:limits: {f:b: {}}}    | -
            {limits: {a: 1, b: 2}}              | {limits: {a: 1}}               | {f:limits: {f:a: {}}}    | {}                       | {"limits":{"a":1,"b":2}}
            {aws: {allow: [x]}}                 | {aws: {allow: [x, y]}}         | {}                       | {f:aws: {f:allow: {}}}   | -
            {aws: {allow: [x]}}                 | {aws: {allow: [x, y]}}         | {}                       | {f:aws: {f:allow: {'v:"y"': {}}}} | -
            """)
    void whatIsApplied(String values, String policy, String ours, String theirs, String applied) {
        ValuesPlan plan = ValuesPlan.of(
                yaml(values),
                Optional.ofNullable(policy)
                        .map(spec -> policy(spec, Map.of(ValuesPlan.FIELD_MANAGER, ours, "kubectl-edit", theirs))));
        assertThat(plan.apply().map(JsonNode::toString)).isEqualTo(Optional.ofNullable(applied));
    }

    @Test
    void whatIsGivenUpIsRemovedAndNothingThatOthersHaveToo() {
        ValuesPlan plan = ValuesPlan.of(
                yaml("{}"),
                Optional.of(policy(
                        "{mode: Advise, limits: {maxCordonedZones: 2, minHealthyZones: 1}}",
                        Map.of(
                                ValuesPlan.FIELD_MANAGER,
                                "{f:mode: {}, f:limits: {f:maxCordonedZones: {}, f:minHealthyZones: {}}}",
                                "kubectl-edit",
                                "{f:mode: {}}"))));
        assertThat(plan.removal()).isEqualTo(yaml("{spec: {limits: {maxCordonedZones: null, minHealthyZones: null}}}"));
    }

    @Test
    void whoKeepsWhichFieldIsTold() {
        ValuesPlan plan = ValuesPlan.of(
                yaml("{mode: Automatic, limits: {maxCordonedZones: 2}}"),
                Optional.of(policy(
                        "{mode: Advise, limits: {maxCordonedZones: 2}}",
                        Map.of("kubectl-edit", "{f:mode: {}}", "argocd", "{f:limits: {f:maxCordonedZones: {}}}"))));
        assertThat(plan.condition().holds()).isFalse();
        assertThat(plan.condition().reason()).isEqualTo(PolicyReason.FIELDS_OVERRIDDEN);
        assertThat(plan.condition().message())
                .isEqualTo(
                        "spec.mode is Advise, set by kubectl-edit, and Automatic in the chart's policy.spec: remove the field from the object, or from the chart's values");
    }

    @Test
    void whereAllIsAppliedThatIsTold() {
        assertThat(ValuesPlan.of(yaml("{mode: Advise}"), Optional.empty())
                        .condition()
                        .holds())
                .isTrue();
    }

    private static JsonNode policy(String spec, Map<String, String> ownedFields) {
        ObjectNode policy = YAML.createObjectNode();
        policy.set("spec", yaml(spec));
        ArrayNode managed = policy.putObject("metadata").putArray("managedFields");
        ownedFields.forEach((manager, fields) -> managed.addObject()
                .put("manager", manager)
                .putObject("fieldsV1")
                .set("f:spec", yaml(fields)));
        return policy;
    }

    private static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
