package io.zonekeeper.controllers.drains;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.Changes;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.SelectorMatch;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The budgets that are not ours: only their names and what they select are kept. */
public final class ForeignBudgets implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignBudgets.class);

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final List<SharedIndexInformer<PodDisruptionBudget>> informers = new CopyOnWriteArrayList<>();
    private final Changes changes;
    private volatile boolean unreadable;

    /** Creates a watch that {@link #start} fills. */
    public ForeignBudgets(Environment environment, Changes changes) {
        this.client = environment.client();
        this.namespaces = environment.namespaces();
        this.changes = changes;
    }

    @Override
    public void start() {
        var budgets = client.policy().v1().podDisruptionBudget();
        if (namespaces.isEmpty()) {
            watch(budgets.inAnyNamespace()
                    .withoutLabel(Labels.MANAGED_BY, Labels.ZONEKEEPER)
                    .runnableInformer(0));
        } else {
            namespaces.forEach(namespace -> watch(budgets.inNamespace(namespace)
                    .withoutLabel(Labels.MANAGED_BY, Labels.ZONEKEEPER)
                    .runnableInformer(0)));
        }
    }

    /** Returns whether all are known; nobody waits for those that may not be read. */
    public boolean synced() {
        return unreadable || (!informers.isEmpty() && informers.stream().allMatch(SharedIndexInformer::hasSynced));
    }

    /**
     * Returns the names of those that select some pods, sorted.
     *
     * @param namespace where the pods are
     * @param pods the labels of the pods, once for each kind of pod
     */
    public List<String> over(String namespace, Collection<Map<String, String>> pods) {
        List<String> names = new ArrayList<>();
        for (SharedIndexInformer<PodDisruptionBudget> informer : informers) {
            informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace).stream()
                    .filter(budget -> pods.stream()
                            .anyMatch(labels ->
                                    SelectorMatch.selects(budget.getSpec().getSelector(), labels)))
                    .forEach(budget -> names.add(budget.getMetadata().getName()));
        }
        return names.stream().sorted().toList();
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }

    private void watch(SharedIndexInformer<PodDisruptionBudget> informer) {
        informers.add(informer.itemStore(PruningStore.of(ForeignBudgets::prune)).addEventHandler(new Handler()));
        LastingInformer.start(informer, this::tell);
    }

    private void tell(Throwable failure) {
        boolean forbidden = failure instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
        if (forbidden && !unreadable) {
            LOG.atWarn()
                    .addKeyValue("cause", failure.getMessage())
                    .log("budgets of other owners cannot be read: conflicts with them are not detected");
            unreadable = true;
        }
    }

    private final class Handler implements ResourceEventHandler<PodDisruptionBudget> {
        @Override
        public void onAdd(PodDisruptionBudget budget) {
            changed(budget);
        }

        @Override
        public void onUpdate(PodDisruptionBudget before, PodDisruptionBudget after) {
            if (!Objects.equals(before.getSpec().getSelector(), after.getSpec().getSelector())) {
                changed(after);
            }
        }

        @Override
        public void onDelete(PodDisruptionBudget budget, boolean unknownFinalState) {
            changed(budget);
        }

        private void changed(PodDisruptionBudget budget) {
            changes.publish(new Change.Budgets(budget.getMetadata().getNamespace()));
        }
    }

    private static void prune(PodDisruptionBudget budget) {
        ObjectMeta whole = budget.getMetadata();
        budget.setMetadata(new ObjectMetaBuilder()
                .withName(whole.getName())
                .withNamespace(whole.getNamespace())
                .withUid(whole.getUid())
                .withResourceVersion(whole.getResourceVersion())
                .withGeneration(whole.getGeneration())
                .build());
        Objects.requireNonNull(budget.getSpec()).setMinAvailable(null);
        budget.setStatus(null);
    }
}
