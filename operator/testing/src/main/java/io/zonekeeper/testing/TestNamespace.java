package io.zonekeeper.testing;

import java.util.Locale;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** A namespace made for a test. */
public final class TestNamespace implements AutoCloseable {
    private static final int LONGEST_PREFIX = 40;

    private final KubernetesClient admin;
    private final String name;

    private TestNamespace(KubernetesClient admin, String name) {
        this.admin = admin;
        this.name = name;
    }

    static TestNamespace create(KubernetesClient admin, String test) {
        String prefix = ("zk-" + test).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        Namespace created = admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName(prefix.substring(0, Math.min(prefix.length(), LONGEST_PREFIX)) + "-")
                        .endMetadata()
                        .build())
                .create();
        String name = created.getMetadata().getName();
        // Pods are refused until the controller manager has made it.
        Waiting.until(
                "namespace " + name + " has its default service account",
                () -> admin.serviceAccounts()
                                .inNamespace(name)
                                .withName("default")
                                .get()
                        != null);
        return new TestNamespace(admin, name);
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Begins its deletion and does not wait for the end. */
    @Override
    public void close() {
        admin.namespaces().withName(name).delete();
    }

    @Override
    public String toString() {
        return name;
    }
}
