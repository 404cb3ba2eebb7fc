package io.zonekeeper.api.v1alpha1.schema;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;

/** Finds a property by name; throws if an annotation names one that does not exist. */
final class SchemaProperty {
    private SchemaProperty() {}

    static JSONSchemaProps of(JSONSchemaProps schema, String name) {
        JSONSchemaProps property = schema.getProperties().get(name);
        if (property == null) {
            throw new IllegalArgumentException("no property '" + name + "' among "
                    + schema.getProperties().keySet() + ": correct the @SchemaCustomizer annotation that names it");
        }
        return property;
    }
}
