package io.zonekeeper.cli.cluster;

import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** A list of objects, read in pages: thousands of pods are never in memory at once. */
final class PagedList<T extends HasMetadata> {
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final Class<T> kind;
    private final Optional<String> namespace;
    private final String fields;

    PagedList(KubernetesClient client, Class<T> kind, Optional<String> namespace) {
        this(client, kind, namespace, null);
    }

    /**
     * Creates a list that begins when it is asked for.
     *
     * @param fields a field selector; null for all objects
     */
    PagedList(KubernetesClient client, Class<T> kind, Optional<String> namespace, String fields) {
        this.client = client;
        this.kind = kind;
        this.namespace = namespace;
        this.fields = fields;
    }

    /** Does something with each object. A list whose continuation has expired is read once more. */
    void each(Consumer<T> action) {
        try {
            pages(action);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_GONE) {
                throw e;
            }
            pages(action);
        }
    }

    private void pages(Consumer<T> action) {
        String next = null;
        do {
            KubernetesResourceList<T> page = page(new ListOptionsBuilder()
                    .withLimit(PAGE)
                    .withContinue(next)
                    .withFieldSelector(fields)
                    .build());
            page.getItems().forEach(action);
            next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
    }

    private KubernetesResourceList<T> page(ListOptions options) {
        var resources = client.resources(kind);
        return namespace.isPresent()
                ? resources.inNamespace(namespace.get()).list(options)
                : resources.inAnyNamespace().list(options);
    }
}
