package io.zonekeeper.api.v1alpha1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;

/**
 * The CRD files as the Java types say they should be; {@code hack/generate} runs {@link #main} to write them.
 *
 * <p>To what the generator makes it adds the kind's description, puts the printer columns back in the order in which
 * they are declared (the generator sorts them by path), the descriptions of spec and status, the categories, an initial
 * status for objects that users create, and keeps the CRDs when the chart is removed.
 */
public final class CrdFiles {
    static final String POLICY_FILE = "zonekeeper.io_zonehealthpolicies.yaml";

    private static final List<Class<? extends HasMetadata>> KINDS = List.of(
            Zone.class,
            ZonedService.class,
            ZoneHealthPolicy.class,
            ZonalProxy.class,
            MongoCluster.class,
            MultiAZDatabase.class,
            ZoneFailover.class);

    /** {@code kubectl get zonekeeper} lists every kind, {@code kubectl get all} what runs in a namespace. */
    private static final Map<Class<?>, List<String>> CATEGORIES = Map.of(
            Zone.class, List.of("zonekeeper"),
            ZoneHealthPolicy.class, List.of("zonekeeper"),
            ZonedService.class, List.of("all", "zonekeeper"),
            ZonalProxy.class, List.of("all", "zonekeeper"),
            MongoCluster.class, List.of("all", "zonekeeper"),
            MultiAZDatabase.class, List.of("all", "zonekeeper"),
            ZoneFailover.class, List.of("zonekeeper"));

    /**
     * The observed generation of an object that no operator has reconciled yet: kstatus regards an object without a
     * status as done.
     */
    private static final int NOT_OBSERVED = -1;

    private CrdFiles() {}

    /**
     * Writes to each target what is generated there: the reference page to {@code .md}, the policy's fields into the
     * chart's {@code values.schema.json}, and the CRDs into folders.
     */
    public static void main(String[] targets) throws IOException {
        SortedMap<String, String> crds = generate();
        for (String name : targets) {
            Path target = Path.of(name);
            if (name.endsWith(".md")) {
                Files.writeString(target, ApiReference.of(crds.values()));
            } else if (name.endsWith(".json")) {
                Files.writeString(target, ValuesSchema.of(Files.readString(target), crds.get(POLICY_FILE)));
            } else {
                Files.createDirectories(target);
                for (var file : crds.entrySet()) {
                    Files.writeString(target.resolve(file.getKey()), file.getValue());
                }
            }
        }
    }

    /** Each file's name and text. */
    static SortedMap<String, String> generate() {
        SortedMap<String, String> files = new TreeMap<>();
        var output = new InMemory();
        new CRDGenerator()
                .customResourceClasses(KINDS)
                .withParallelGenerationEnabled(false)
                .withMinQuotes(true)
                .withPostProcessor(new Finish())
                .withOutput(output)
                .generate();
        output.texts.forEach((name, text) -> files.put(fileName(name), text.toString(StandardCharsets.UTF_8)));
        return files;
    }

    private static String fileName(String generatorName) {
        String plural = generatorName.substring(0, generatorName.indexOf('.'));
        return "zonekeeper.io_" + plural + ".yaml";
    }

    private static final class Finish implements CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata crd, String version) {
            var definition = (CustomResourceDefinition) crd;
            Class<?> kind = KINDS.stream()
                    .filter(type -> type.getSimpleName()
                            .equals(definition.getSpec().getNames().getKind()))
                    .findFirst()
                    .orElseThrow();
            definition.getSpec().getNames().setCategories(CATEGORIES.get(kind));
            definition.getMetadata().setAnnotations(Map.of("helm.sh/resource-policy", "keep"));
            for (CustomResourceDefinitionVersion served : definition.getSpec().getVersions()) {
                served.getSchema().getOpenAPIV3Schema().setDescription(description(kind));
                Type[] parts = specAndStatus(kind);
                describe(served, "spec", parts[0]);
                describe(served, "status", parts[1]);
                if (Set.of(ZonedService.class, ZonalProxy.class, MongoCluster.class, MultiAZDatabase.class)
                        .contains(kind)) {
                    served.getSchema().getOpenAPIV3Schema().setRequired(List.of("spec"));
                }
                if (kind != Zone.class) {
                    served.getSchema()
                            .getOpenAPIV3Schema()
                            .getProperties()
                            .get("status")
                            .setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", NOT_OBSERVED));
                }
                served.setAdditionalPrinterColumns(inDeclaredOrder(kind, served.getAdditionalPrinterColumns()));
            }
            return definition;
        }
    }

    /** The type arguments of {@code CustomResource<Spec, Status>}. */
    private static Type[] specAndStatus(Class<?> kind) {
        return ((ParameterizedType) kind.getGenericSuperclass()).getActualTypeArguments();
    }

    private static void describe(CustomResourceDefinitionVersion served, String part, Type type) {
        served.getSchema().getOpenAPIV3Schema().getProperties().get(part).setDescription(description((Class<?>) type));
    }

    private static String description(Class<?> type) {
        return type.getAnnotation(JsonClassDescription.class).value();
    }

    private static List<CustomResourceColumnDefinition> inDeclaredOrder(
            Class<?> kind, List<CustomResourceColumnDefinition> columns) {
        List<String> declared = Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        List<CustomResourceColumnDefinition> ordered = new ArrayList<>(columns);
        ordered.sort((a, b) -> Integer.compare(declared.indexOf(a.getName()), declared.indexOf(b.getName())));
        return ordered;
    }

    private static final class InMemory implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        private final SortedMap<String, ByteArrayOutputStream> texts = new TreeMap<>();

        @Override
        public ByteArrayOutputStream outputFor(String crdName) {
            return texts.computeIfAbsent(crdName, name -> new ByteArrayOutputStream());
        }

        @Override
        public URI crdURI(String crdName) {
            return URI.create("file:///" + crdName);
        }

        @Override
        public void close() {
            texts.values().forEach(text -> {
                try {
                    text.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
