package io.zonekeeper.controllers.framework;

import io.zonekeeper.kube.cache.PruningStore;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;

/** Has less kept of what a controller watches besides its own kind. */
public final class SecondaryStore {
    private SecondaryStore() {}

    /**
     * Has objects kept in a store, where one informer watches all namespaces. Where several watch one each, the
     * operator framework gives all of them the same store, and each would drop what another one has listed: whole
     * objects are kept there.
     */
    public static <T extends HasMetadata> InformerEventSourceConfiguration.Builder<T> keep(
            InformerEventSourceConfiguration.Builder<T> source, PruningStore<T> store, EventSourceContext<?> context) {
        boolean one = context.getControllerConfiguration()
                        .getInformerConfig()
                        .getNamespaces()
                        .size()
                == 1;
        return one ? source.withItemStore(store) : source;
    }
}
