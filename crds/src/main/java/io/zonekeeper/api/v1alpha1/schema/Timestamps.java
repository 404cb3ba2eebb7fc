package io.zonekeeper.api.v1alpha1.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Makes string properties RFC 3339 times; input: their names, separated by commas. */
public final class Timestamps implements SchemaCustomizer.Customizer {
    @Override
    public JSONSchemaProps apply(JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
        for (String name : input.split(",", -1)) {
            SchemaProperty.of(schema, name.trim()).setFormat("date-time");
        }
        return schema;
    }
}
