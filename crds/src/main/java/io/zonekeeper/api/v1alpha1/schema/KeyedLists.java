package io.zonekeeper.api.v1alpha1.schema;

import java.util.List;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Gives lists a key: the API server refuses duplicates and server-side apply merges item by item.
 *
 * <p>Input: {@code list key} for each list, separated by commas, as in {@code zones zone, healthChecks name}. A list
 * with the key {@code *} becomes a set.
 */
public final class KeyedLists implements SchemaCustomizer.Customizer {
    @Override
    public JSONSchemaProps apply(JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
        for (String list : input.split(",", -1)) {
            String[] words = list.trim().split(" ", -1);
            JSONSchemaProps property = SchemaProperty.of(schema, words[0]);
            if (words[1].equals("*")) {
                property.setXKubernetesListType("set");
            } else {
                property.setXKubernetesListType("map");
                property.setXKubernetesListMapKeys(List.of(words[1]));
            }
        }
        return schema;
    }
}
