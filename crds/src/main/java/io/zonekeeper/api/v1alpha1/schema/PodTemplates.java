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
 * <p>Everything is kept as written and validated by the API server when the workload is applied; only what Zonekeeper
 * itself relies on is checked here: containers exist, and no label has the prefix of Zonekeeper.
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
        return open().withDescription("The metadata of the pods: labels and annotations. Defaults to none.")
                .addToProperties(
                        "labels",
                        stringMap()
                                .withDescription("Labels of the pods. Defaults to none.")
                                .withXKubernetesValidations(new ValidationRuleBuilder()
                                        .withRule("self.all(key, !key.startsWith('zonekeeper.io/'))")
                                        .withMessage("labels zonekeeper.io/* are set by Zonekeeper: use another prefix")
                                        .build())
                                .build())
                .addToProperties(
                        "annotations",
                        stringMap()
                                .withDescription("Annotations of the pods. Defaults to none.")
                                .build())
                .build();
    }

    private static JSONSchemaProps podSpec() {
        JSONSchemaProps container = open().addToProperties(
                        "name",
                        new JSONSchemaPropsBuilder()
                                .withType("string")
                                .withDescription("The name of the container, unique within the pod.")
                                .build())
                .addToRequired("name")
                .build();
        return open().withDescription("The PodSpec; same meaning and defaults as in a Deployment.")
                .addToProperties(
                        "containers",
                        new JSONSchemaPropsBuilder()
                                .withDescription("The containers of the pods; at least one is required.")
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
