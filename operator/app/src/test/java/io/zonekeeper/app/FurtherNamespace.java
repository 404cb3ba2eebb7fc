package io.zonekeeper.app;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;

/**
 * A namespace of a test beside its own.
 *
 * @param client works in it
 * @param name its name
 */
public record FurtherNamespace(KubernetesClient client, String name) implements AutoCloseable {
    /** Creates it, and returns when pods may be made in it. */
    public static FurtherNamespace create(KubernetesClient admin, String name) {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        var created = new FurtherNamespace(
                admin.adapt(NamespacedKubernetesClient.class).inNamespace(name), name);
        Waiting.until(
                "namespace %s has its default service account".formatted(name),
                () -> created.client().serviceAccounts().withName("default").get() != null);
        return created;
    }

    /** Makes objects in it. */
    public void make(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .create();
    }

    /** Returns who looks at services in it; they apply nothing. */
    public UserOfServices user() {
        return new UserOfServices(client, null);
    }

    /** Begins its deletion. */
    @Override
    public void close() {
        client.namespaces().withName(name).delete();
    }
}
