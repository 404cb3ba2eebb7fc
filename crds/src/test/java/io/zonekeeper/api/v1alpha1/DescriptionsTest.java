package io.zonekeeper.api.v1alpha1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code kubectl explain} prints for every field of every kind. */
class DescriptionsTest {
    private static final Pattern SENTENCE = Pattern.compile("[A-Z].*\\w.*\\.", Pattern.DOTALL);
    private static final int FEWEST_WORDS = 4;

    /** A field that may be left out says what holds then, in one of these ways. */
    private static final Pattern DEFAULT =
            Pattern.compile("Defaults to |Each defaults to |Each setting has its own default|Each has its own default"
                    + "|Enabled by default|Exactly one of .* is required|At least one is required");

    /** Unquoted, these are booleans or null to a YAML 1.1 parser such as kubectl's. */
    private static final Set<String> NO_STRINGS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "~");

    private record Field(String path, JSONSchemaProps schema, boolean required) {
        String description() {
            return schema.getDescription() == null ? "" : schema.getDescription();
        }

        boolean former() {
            return description().startsWith("Deprecated: the former name of ");
        }
    }

    @Test
    void everyFieldIsDescribedInFullSentences() {
        assertThat(fields())
                .hasSizeGreaterThan(300)
                .filteredOn(field -> !SENTENCE.matcher(field.description()).matches()
                        || field.description().split(" ", -1).length < FEWEST_WORDS)
                .extracting(Field::path)
                .isEmpty();
    }

    @Test
    void everyOptionalFieldOfASpecStatesItsDefault() {
        assertThat(fields())
                .filteredOn(field -> field.path().contains(".spec.") && !field.required())
                .hasSizeGreaterThan(100)
                .filteredOn(field -> !DEFAULT.matcher(field.description()).find())
                .extracting(Field::path)
                .isEmpty();
    }

    @Test
    void aDefaultOfTheSchemaIsTheOneDescribed() {
        assertThat(fields())
                .filteredOn(field ->
                        field.schema().getDefault() != null && field.path().contains(".spec."))
                .isNotEmpty()
                .filteredOn(field -> !field.description()
                        .contains("Defaults to " + field.schema().getDefault().asText() + "."))
                .extracting(Field::path)
                .isEmpty();
    }

    @Test
    void everyValueOfAnEnumIsExplained() {
        assertThat(fields())
                .filteredOn(field -> !values(field.schema()).isEmpty())
                .hasSizeGreaterThan(15)
                .flatExtracting(field -> values(field.schema()).stream()
                        .filter(value -> !Pattern.compile("\\b" + value + "\\b")
                                .matcher(field.description())
                                .find())
                        .map(value -> field.path() + ": " + value)
                        .toList())
                .isEmpty();
    }

    @Test
    void noValueOfAnEnumIsABooleanToYaml() {
        assertThat(fields())
                .flatExtracting(field -> values(field.schema()))
                .isNotEmpty()
                .noneMatch(value -> NO_STRINGS.contains(value.toString().toLowerCase(java.util.Locale.ROOT)));
    }

    private static List<String> values(JSONSchemaProps schema) {
        JSONSchemaProps one =
                "array".equals(schema.getType()) ? schema.getItems().getSchema() : schema;
        return one.getEnum().stream().map(value -> value.asText()).toList();
    }

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (String file : CrdFiles.generate().values()) {
            var definition = new KubernetesSerialization().unmarshal(file, CustomResourceDefinition.class);
            String kind = definition.getSpec().getNames().getKind();
            JSONSchemaProps root =
                    definition.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
            for (String part : List.of("spec", "status")) {
                JSONSchemaProps schema = root.getProperties().get(part);
                // The part itself has no default that could be left out; it is described all the same.
                fields.add(new Field(kind + "." + part, schema, true));
                collect(schema, kind + "." + part, fields);
            }
        }
        return fields.stream().filter(field -> !field.former()).toList();
    }

    private static void collect(JSONSchemaProps object, String path, List<Field> fields) {
        for (Map.Entry<String, JSONSchemaProps> property :
                object.getProperties().entrySet()) {
            JSONSchemaProps schema = property.getValue();
            String here = path + "." + property.getKey();
            fields.add(new Field(here, schema, object.getRequired().contains(property.getKey())));
            collect("array".equals(schema.getType()) ? schema.getItems().getSchema() : schema, here, fields);
        }
    }
}
