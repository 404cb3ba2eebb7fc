package io.zonekeeper.controllers.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.kube.cache.PruningStore;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Has each MultiAZDatabase kept, in rounds of its own. */
final class DatabaseController implements AutoCloseable {
    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final BiFunction<String, String, DatabaseKeeper> keeper;
    private final Map<String, DatabaseKeeper> keepers = new ConcurrentHashMap<>();
    private final List<SharedIndexInformer<MultiAZDatabase>> informers = new ArrayList<>();

    /**
     * Creates a controller.
     *
     * @param client reaches the API server
     * @param namespaces those whose databases are kept; empty for all
     * @param keeper makes what keeps a database, of its namespace and name
     */
    DatabaseController(
            KubernetesClient client, Set<String> namespaces, BiFunction<String, String, DatabaseKeeper> keeper) {
        this.client = client;
        this.namespaces = namespaces;
        this.keeper = keeper;
    }

    void start() {
        if (namespaces.isEmpty()) {
            watch(client.resources(MultiAZDatabase.class).inAnyNamespace().runnableInformer(0));
        } else {
            namespaces.forEach(namespace -> watch(client.resources(MultiAZDatabase.class)
                    .inNamespace(namespace)
                    .runnableInformer(0)));
        }
    }

    /** Asks for a look at all of them now. */
    void poke() {
        keepers.values().forEach(DatabaseKeeper::poke);
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
        keepers.values().forEach(DatabaseKeeper::close);
    }

    private void watch(SharedIndexInformer<MultiAZDatabase> informer) {
        informers.add(informer.itemStore(PruningStore.withoutManagedFields()).addEventHandler(new Handler()));
        var unused = informer.start();
    }

    private final class Handler implements ResourceEventHandler<MultiAZDatabase> {
        @Override
        public void onAdd(MultiAZDatabase database) {
            keepers.computeIfAbsent(
                    key(database),
                    key -> keeper.apply(
                                    database.getMetadata().getNamespace(),
                                    database.getMetadata().getName())
                            .start());
        }

        @Override
        public void onUpdate(MultiAZDatabase before, MultiAZDatabase after) {
            boolean changed = !Objects.equals(before.getSpec(), after.getSpec())
                    || !Objects.equals(
                            before.getMetadata().getAnnotations(),
                            after.getMetadata().getAnnotations());
            DatabaseKeeper known = keepers.get(key(after));
            if (changed && known != null) {
                known.poke();
            }
        }

        @Override
        public void onDelete(MultiAZDatabase database, boolean unknownFinalState) {
            DatabaseKeeper gone = keepers.remove(key(database));
            if (gone != null) {
                gone.close();
            }
        }

        private String key(MultiAZDatabase database) {
            return database.getMetadata().getNamespace() + "/"
                    + database.getMetadata().getName();
        }
    }
}
