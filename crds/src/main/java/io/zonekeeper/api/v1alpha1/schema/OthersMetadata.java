package io.zonekeeper.api.v1alpha1.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Makes maps of labels or annotations bounded ones without keys of ours.
 *
 * <p>Input: {@code name longest} for each property, separated by commas, where {@code longest} bounds the values.
 */
public final class OthersMetadata implements SchemaCustomizer.Customizer {
    private static final long MOST = 64;

    @Override
    public JSONSchemaProps apply(JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
        for (String field : input.split(",", -1)) {
            String[] words = field.trim().split(" ", -1);
            JSONSchemaProps property = SchemaProperty.of(schema, words[0]);
            property.setMaxProperties(MOST);
            property.setAdditionalProperties(new JSONSchemaPropsOrBool(
                    null,
                    new JSONSchemaPropsBuilder()
                            .withType("string")
                            .withMaxLength(Long.valueOf(words[1]))
                            .build()));
            property.getXKubernetesValidations()
                    .add(new ValidationRuleBuilder()
                            .withRule("self.all(key, !key.startsWith('zonekeeper.io/'))")
                            .withMessage(
                                    "%s zonekeeper.io/* are set by Zonekeeper: use another prefix".formatted(words[0]))
                            .build());
        }
        return schema;
    }
}
