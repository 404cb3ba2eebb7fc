package io.zonekeeper.app.kubernetes;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;

/**
 * The children of one kind that a kind of custom resource has: watched by our label, known by the resource's name in
 * it.
 *
 * @param <T> the children's kind
 * @param <P> the custom resource's kind
 */
public final class ChildInformer<T extends HasMetadata, P extends HasMetadata> {
    private final ChildKind<T> kind;
    private final InformerEventSource<T, P> eventSource;

    /** Creates the informer within the controller of the custom resource. */
    public ChildInformer(ChildKind<T> kind, Class<P> primary, EventSourceContext<P> context) {
        this.kind = kind;
        this.eventSource = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(kind.type(), primary)
                        .withName(kind.kind())
                        .withLabelSelector(Labels.SERVICE)
                        .withNamespacesInheritedFromController()
                        .withItemStore(PruningStore.withoutManagedFields())
                        .withOnUpdateFilter(ChildInformer::countsAsChange)
                        .withSecondaryToPrimaryMapper(ChildInformer::primaryOf)
                        .build(),
                context);
    }

    /** Returns the children's kind. */
    public ChildKind<T> kind() {
        return kind;
    }

    /** Returns the event source to register. */
    public InformerEventSource<T, P> eventSource() {
        return eventSource;
    }

    /**
     * Puts the API server's answer into the cache, so that the next reconcile does not write it again before the watch
     * brings it.
     */
    public void remember(ResourceID id, T written, Optional<T> before) {
        if (before.isPresent()) {
            eventSource.handleRecentResourceUpdate(id, written, before.get());
        } else {
            eventSource.handleRecentResourceCreate(id, written);
        }
    }

    /** Most updates of a child only tell of times and of counts that nothing here depends on. */
    private static boolean countsAsChange(HasMetadata after, HasMetadata before) {
        return !Objects.equals(
                        after.getMetadata().getLabels(), before.getMetadata().getLabels())
                || !Objects.equals(
                        after.getMetadata().getAnnotations(),
                        before.getMetadata().getAnnotations())
                || !Objects.equals(
                        after.getMetadata().getOwnerReferences(),
                        before.getMetadata().getOwnerReferences())
                || !WhatCounts.of(after).equals(WhatCounts.of(before));
    }

    private static Set<ResourceID> primaryOf(HasMetadata child) {
        Map<String, String> labels = child.getMetadata().getLabels();
        String service = labels == null ? null : labels.get(Labels.SERVICE);
        return service == null
                ? Set.of()
                : Set.of(new ResourceID(service, child.getMetadata().getNamespace()));
    }
}
