package io.zonekeeper.api.v1alpha1;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Writes the page of every field, {@code docs/api.md}, from the CRDs. */
final class ApiReference {
    private final StringBuilder page = new StringBuilder();

    private ApiReference() {}

    /** Returns the page for these CRD files. */
    static String of(Collection<String> crdFiles) {
        ApiReference reference = new ApiReference();
        reference.page.append(
                "# API reference: `zonekeeper.io/v1alpha1`\n\nGenerated from `crds/` by `hack/generate`.\n");
        for (String file : crdFiles) {
            reference.kind(new KubernetesSerialization().unmarshal(file, CustomResourceDefinition.class));
        }
        return reference.page.toString();
    }

    private void kind(CustomResourceDefinition definition) {
        var names = definition.getSpec().getNames();
        JSONSchemaProps schema =
                definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
        List<String> called = new ArrayList<>(List.of(names.getPlural()));
        called.addAll(names.getShortNames());
        page.append("\n## ")
                .append(names.getKind())
                .append("\n\n")
                .append(schema.getDescription())
                .append(" ")
                .append(definition.getSpec().getScope())
                .append("; `kubectl get ")
                .append(String.join("`, `", called))
                .append("`.\n");
        rules(schema);
        for (String part : List.of("spec", "status")) {
            page.append("\n| ").append(part).append(" | type | |\n|---|---|---|\n");
            fields(schema.getProperties().get(part), "");
        }
    }

    private void rules(JSONSchemaProps schema) {
        if (!schema.getXKubernetesValidations().isEmpty()) {
            page.append("\n");
            schema.getXKubernetesValidations().stream()
                    .map(ValidationRule::getMessage)
                    .forEach(message -> page.append("- ").append(message).append("\n"));
        }
    }

    private void fields(JSONSchemaProps object, String path) {
        for (Map.Entry<String, JSONSchemaProps> field : new TreeMap<>(object.getProperties()).entrySet()) {
            JSONSchemaProps schema = field.getValue();
            boolean list = "array".equals(schema.getType());
            String here = path + field.getKey() + (list ? "[]" : "");
            boolean required = object.getRequired().contains(field.getKey());
            page.append("| `")
                    .append(here)
                    .append("` | ")
                    .append(type(list ? schema.getItems().getSchema() : schema))
                    .append(required ? ", required" : "")
                    .append(" | ")
                    .append(description(schema))
                    .append(" |\n");
            JSONSchemaProps inner = list ? schema.getItems().getSchema() : schema;
            if (!Boolean.TRUE.equals(inner.getXKubernetesPreserveUnknownFields())) {
                fields(inner, here + ".");
            }
        }
    }

    private static String type(JSONSchemaProps schema) {
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            return "integer or string";
        }
        if (!schema.getEnum().isEmpty()) {
            return String.join(
                    ", ",
                    schema.getEnum().stream()
                            .map(value -> "`" + value.asText() + "`")
                            .toList());
        }
        if ("date-time".equals(schema.getFormat())) {
            return "time";
        }
        return schema.getPattern() != null && schema.getPattern().contains("(ms|s|m|h)")
                ? "duration"
                : schema.getType();
    }

    private static String description(JSONSchemaProps schema) {
        StringBuilder text = new StringBuilder(schema.getDescription() == null ? "" : schema.getDescription());
        if (schema.getMinimum() != null || schema.getMaximum() != null) {
            text.append(" From ")
                    .append(number(schema.getMinimum()))
                    .append(" to ")
                    .append(number(schema.getMaximum()))
                    .append(".");
        }
        schema.getXKubernetesValidations()
                .forEach(
                        rule -> text.append(" Rule: ").append(rule.getMessage()).append("."));
        return text.toString().replace("|", "\\|");
    }

    private static String number(Double bound) {
        return bound == null ? "any" : Long.toString(bound.longValue());
    }
}
