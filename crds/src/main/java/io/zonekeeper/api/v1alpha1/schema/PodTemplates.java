package io.zonekeeper.api.v1alpha1.schema;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Gives the property {@code template} the schema of a pod template without its three thousand lines.
 *
 * <p>Everything is kept as written and judged by the API server when the child is applied; only what Zonekeeper itself
 * relies on is checked here: that there are containers, and that no label takes a name of ours.
 */
public final class PodTemplates implements SchemaCustomizer.Customizer {
    private static final long MOST_LABELS = 64;

    @Override
    public JSONSchemaProps apply(JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
        JSONSchemaProps template = SchemaProperty.of(schema, "template");
        template.setType("object");
        template.setXKubernetesPreserveUnknownFields(true);
        // Sorted, for the files must be the same at every run.
        template.setProperties(new TreeMap<>(Map.of("metadata", metadata(), "spec", podSpec())));
        template.setRequired(List.of("spec"));
        return schema;
    }

    private static JSONSchemaProps metadata() {
        return open().addToProperties(
                        "labels",
                        stringMap()
                                .withXKubernetesValidations(new ValidationRuleBuilder()
                                        .withRule("self.all(key, !key.startsWith('zonekeeper.io/'))")
                                        .withMessage("labels zonekeeper.io/* are set by Zonekeeper: use another prefix")
                                        .build())
                                .build())
                .addToProperties("annotations", stringMap().build())
                .build();
    }

    private static JSONSchemaProps podSpec() {
        JSONSchemaProps container = open().addToProperties(
                        "name", new JSONSchemaPropsBuilder().withType("string").build())
                .addToRequired("name")
                .build();
        return open().addToProperties(
                        "containers",
                        new JSONSchemaPropsBuilder()
                                .withType("array")
                                .withMinItems(1L)
                                .withNewItems()
                                .withSchema(container)
                                .endItems()
                                .build())
                .addToRequired("containers")
                .build();
    }

    private static JSONSchemaPropsBuilder open() {
        return new JSONSchemaPropsBuilder().withType("object").withXKubernetesPreserveUnknownFields(true);
    }

    private static JSONSchemaPropsBuilder stringMap() {
        return new JSONSchemaPropsBuilder()
                .withType("object")
                .withMaxProperties(MOST_LABELS)
                .withAdditionalProperties(new JSONSchemaPropsOrBool(
                        null, new JSONSchemaPropsBuilder().withType("string").build()));
    }
}
