package io.zonekeeper.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Loads Kubernetes objects from YAML. */
public final class Manifests {
    private Manifests() {}

    /** Returns the one object of this type that the text holds. */
    public static <T extends HasMetadata> T parse(Class<T> type, String yaml) {
        return new KubernetesSerialization().unmarshal(marked(yaml), type);
    }

    /** Returns the objects that the text holds; their namespace is the client's unless they name one. */
    public static List<HasMetadata> parse(KubernetesClient client, String yaml) {
        return client.load(new ByteArrayInputStream(marked(yaml).getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    /** Returns the objects in a file of the project, as in {@code examples/01-web/web.yaml}. */
    public static List<HasMetadata> load(KubernetesClient client, String projectFile) {
        return parse(client, read(projectFile(projectFile)));
    }

    /** Returns the path of a file or folder of the project. */
    public static Path projectFile(String path) {
        return Checkout.file(path);
    }

    /** The client takes a text that begins with a brace for JSON, which flow style is not. */
    private static String marked(String yaml) {
        return yaml.stripLeading().startsWith("{") ? "---\n" + yaml : yaml;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
