package io.zonekeeper.api.v1alpha1;

import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * The schema of the chart's values, whose {@code policy.spec} is the spec of a ZoneHealthPolicy: Helm refuses there
 * what the API server would refuse later.
 *
 * <p>Rules in CEL are left out; JSON Schema has no such thing.
 */
final class ValuesSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"))
            .withSeparators(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""));

    private ValuesSchema() {}

    /**
     * Returns the schema with {@code policy.spec} as the CRD has it.
     *
     * @param values values.schema.json; all else in it is kept
     * @param policyCrd the CRD file of ZoneHealthPolicy
     * @throws JsonProcessingException if {@code values} is not JSON
     */
    static String of(String values, String policyCrd) throws JsonProcessingException {
        ObjectNode schema = (ObjectNode) JSON.readTree(values);
        JsonNode crd = JSON.valueToTree(new KubernetesSerialization().unmarshal(policyCrd, Map.class));
        ((ObjectNode) schema.at("/properties/policy/properties"))
                .set("spec", jsonSchema(crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec")));
        return JSON.writer(PRETTY).writeValueAsString(schema) + "\n";
    }

    /**
     * Kubernetes' own keywords are left out; a field that the CRD does not name would be dropped silently, and is
     * refused.
     */
    private static ObjectNode jsonSchema(JsonNode structural) {
        ObjectNode schema = JSON.createObjectNode();
        structural.properties().forEach(keyword -> {
            String name = keyword.getKey();
            if (name.equals("properties")) {
                ObjectNode fields = schema.putObject(name);
                keyword.getValue()
                        .properties()
                        .forEach(field -> fields.set(field.getKey(), jsonSchema(field.getValue())));
                schema.put("additionalProperties", false);
            } else if (name.equals("items")) {
                schema.set(name, jsonSchema(keyword.getValue()));
            } else if (!name.startsWith("x-kubernetes-")) {
                schema.set(name, keyword.getValue());
            }
        });
        return schema;
    }
}
