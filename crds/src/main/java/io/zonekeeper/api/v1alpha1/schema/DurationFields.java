package io.zonekeeper.api.v1alpha1.schema;

import java.util.ArrayList;
import java.util.List;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * Makes string properties durations within bounds.
 *
 * <p>Input: {@code name shortest longest} for each property, separated by commas, as in {@code period 100ms 1h, timeout
 * 10ms 1m}. The bounds are checked only on texts that the pattern accepts, so that one mistake gives one sentence;
 * digits are counted first because CEL's {@code duration()} overflows.
 */
public final class DurationFields implements SchemaCustomizer.Customizer {
    /** What a duration looks like: {@code 500ms}, {@code 2s}, {@code 1h30m}. */
    public static final String PATTERN = "^([0-9]+(ms|s|m|h))+$";

    private static final String COUNTED = "^([0-9]{1,6}(ms|s|m|h)){1,4}$";
    private static final long LONGEST_TEXT = 24;

    @Override
    public JSONSchemaProps apply(JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
        for (String field : input.split(",", -1)) {
            String[] words = field.trim().split(" ", -1);
            bound(SchemaProperty.of(schema, words[0]), words[0], words[1], words[2]);
        }
        return schema;
    }

    private static void bound(JSONSchemaProps property, String name, String shortest, String longest) {
        property.setPattern(PATTERN);
        property.setMaxLength(LONGEST_TEXT);
        List<ValidationRule> rules = new ArrayList<>(property.getXKubernetesValidations());
        rules.add(new ValidationRuleBuilder()
                .withRule(
                        "!self.matches('%s') || (self.matches('%s') && duration(self) >= duration('%s') && duration(self) <= duration('%s'))"
                                .formatted(PATTERN, COUNTED, shortest, longest))
                .withMessage("%s must be from %s to %s".formatted(name, shortest, longest))
                .build());
        property.setXKubernetesValidations(rules);
    }
}
