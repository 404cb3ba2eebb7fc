package io.zonekeeper.controllers.children;

import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.framework.SecondaryStore;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.apply.ChildKind;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.kube.objects.RelevantFields;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of one kind that a kind of custom resource has: watched by our label, known by the resource's name in
 * it.
 *
 * @param <T> the children's kind
 * @param <P> the custom resource's kind
 */
public final class ChildInformer<T extends HasMetadata, P extends HasMetadata> {
    private static final Logger LOG = LoggerFactory.getLogger(ChildInformer.class);

    private static final String REVISIONS = "deployment.kubernetes.io/revision";

    private final ChildKind<T> kind;
    private final Optional<InformerEventSource<T, P>> eventSource;

    /**
     * Creates the informer within the controller of the custom resource.
     *
     * @param kind the children's kind
     * @param primary the custom resource's kind
     * @param applier what makes the children; it knows what need not be kept of them
     * @param context the controller
     */
    public ChildInformer(ChildKind<T> kind, Class<P> primary, ChildApplier applier, EventSourceContext<P> context) {
        this(kind, primary, Labels.SERVICE, any -> true, applier, context);
    }

    /**
     * Creates the informer within the controller of the custom resource.
     *
     * @param kind the children's kind
     * @param primary the custom resource's kind
     * @param label the label of the children that holds the custom resource's name
     * @param kept the children that are this operator's, where several divide them
     * @param applier what makes the children; it knows what need not be kept of them
     * @param context the controller
     */
    public ChildInformer(
            ChildKind<T> kind,
            Class<P> primary,
            String label,
            Predicate<HasMetadata> kept,
            ChildApplier applier,
            EventSourceContext<P> context) {
        this.kind = kind;
        this.eventSource = readable(context)
                ? Optional.of(new InformerEventSource<>(
                        SecondaryStore.keep(
                                        InformerEventSourceConfiguration.from(kind.type(), primary),
                                        PruningStore.<T>of(child -> applier.lighten(kind, child))
                                                .keeping(kept::test),
                                        context)
                                .withName(kind.kind())
                                .withLabelSelector(label)
                                .withNamespacesInheritedFromController()
                                .withGenericFilter(kept::test)
                                .withOnUpdateFilter(ChildInformer::countsAsChange)
                                .withSecondaryToPrimaryMapper(child -> primaryOf(child, label))
                                .build(),
                        context))
                : Optional.empty();
    }

    /** Returns the children's kind. */
    public ChildKind<T> kind() {
        return kind;
    }

    /** Returns the event source to register; empty where we may not read the kind. */
    public Optional<InformerEventSource<T, P>> eventSource() {
        return eventSource;
    }

    /**
     * Returns the children of a custom resource, and those of one of its name that lost their owner: they are taken
     * back. What only carries our labels, and is another owner's, is left out.
     */
    public Set<T> of(P primary) {
        Owner owner = Owner.of(primary);
        return eventSource.map(source -> source.getSecondaryResources(primary)).orElse(Set.of()).stream()
                .filter(child -> owner.owns(child) || owner.lost(child))
                .collect(Collectors.toSet());
    }

    /** Returns the child of a name, whoever owns it; empty where the cache has none. */
    public Optional<T> get(ResourceID id) {
        return eventSource.flatMap(source -> source.get(id));
    }

    /**
     * Puts the API server's answer into the cache, so that the next reconcile does not write it again before the watch
     * brings it.
     */
    public void remember(ResourceID id, T written, Optional<T> before) {
        eventSource.ifPresent(source -> {
            if (before.isPresent()) {
                source.handleRecentResourceUpdate(id, written, before.get());
            } else {
                source.handleRecentResourceCreate(id, written);
            }
        });
    }

    /** An informer that may not list would keep the whole operator from starting: a check costs less. */
    private boolean readable(EventSourceContext<P> context) {
        var operation = context.getClient().resources(kind.type());
        var watched = context.getControllerConfiguration().getInformerConfig();
        var one = new ListOptionsBuilder().withLimit(1L).build();
        try {
            if (watched.watchAllNamespaces()) {
                operation.inAnyNamespace().list(one);
            } else {
                operation.inNamespace(watched.getNamespaces().iterator().next()).list(one);
            }
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                LOG.atWarn()
                        .addKeyValue("kind", kind.kind())
                        .addKeyValue("cause", e.getMessage())
                        .log("this kind may not be read: services that need it are refused; restart after granting it");
                return false;
            }
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("the informer reports whether this recovers");
        }
        return true;
    }

    /** Most updates of a child only tell of times and of counts that nothing here depends on. */
    private static boolean countsAsChange(HasMetadata after, HasMetadata before) {
        return !Objects.equals(
                        after.getMetadata().getLabels(), before.getMetadata().getLabels())
                || !annotations(after).equals(annotations(before))
                || !Objects.equals(
                        after.getMetadata().getOwnerReferences(),
                        before.getMetadata().getOwnerReferences())
                || !RelevantFields.of(after).equals(RelevantFields.of(before));
    }

    /** The deployment controller counts its revisions in an annotation: nobody decides by it. */
    private static Map<String, String> annotations(HasMetadata child) {
        Map<String, String> all = Objects.requireNonNullElse(child.getMetadata().getAnnotations(), Map.of());
        if (!all.containsKey(REVISIONS)) {
            return all;
        }
        Map<String, String> others = new HashMap<>(all);
        others.remove(REVISIONS);
        return others;
    }

    private static Set<ResourceID> primaryOf(HasMetadata child, String label) {
        Map<String, String> labels = child.getMetadata().getLabels();
        String primary = labels == null ? null : labels.get(label);
        return primary == null
                ? Set.of()
                : Set.of(new ResourceID(primary, child.getMetadata().getNamespace()));
    }
}
