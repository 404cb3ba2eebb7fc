package io.zonekeeper.api.v1alpha1.schema;

import java.util.Map;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Keeps the former names of renamed status fields in the schema, so that the API server does not prune what an earlier
 * version of the operator recorded under them; {@code @JsonAlias} on the new field reads it.
 *
 * <p>Input: {@code former new} for each field, separated by commas, as in {@code leftFor evacuationCause}.
 */
public final class FormerNames implements SchemaCustomizer.Customizer {
    @Override
    public JSONSchemaProps apply(JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
        for (String field : input.split(",", -1)) {
            String[] names = field.trim().split(" ", -1);
            JSONSchemaProps renamed = SchemaProperty.of(schema, names[1]);
            JSONSchemaPropsBuilder former = new JSONSchemaPropsBuilder(renamed)
                    .withDescription(
                            "Deprecated: the former name of %s. It is read once after an upgrade and never written."
                                    .formatted(names[1]));
            if (!renamed.getProperties().isEmpty()) {
                former.withProperties(Map.of()).withXKubernetesPreserveUnknownFields(true);
            }
            schema.getProperties().put(names[0], former.build());
        }
        return schema;
    }
}
