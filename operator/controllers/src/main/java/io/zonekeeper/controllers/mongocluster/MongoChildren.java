package io.zonekeeper.controllers.mongocluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.children.ChildInformer;
import io.zonekeeper.controllers.children.ChildWriter;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.mongocluster.manifests.ClusterView;
import io.zonekeeper.controllers.mongocluster.manifests.MemberManifest;
import io.zonekeeper.controllers.mongocluster.manifests.MongoManifests;
import io.zonekeeper.controllers.mongocluster.manifests.MongoNames;
import io.zonekeeper.controllers.mongocluster.manifests.RouterManifest;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.mongo.MongoPlan;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.apply.ChildKind;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;

/** The children of MongoClusters: watches them and makes them as planned. */
final class MongoChildren implements ClusterObjects {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ChildApplier applier;
    private final OperatorMetrics metrics;
    private final ChildInformer<StatefulSet, MongoCluster> members;
    private final ChildInformer<Service, MongoCluster> services;
    private final ChildInformer<PodDisruptionBudget, MongoCluster> budgets;
    private final ChildInformer<ZonedService, MongoCluster> routers;

    MongoChildren(EventSourceContext<MongoCluster> context, ChildApplier applier, OperatorMetrics metrics) {
        this.applier = applier;
        this.metrics = metrics;
        this.members = informer(ChildKind.STATEFUL_SET, context);
        this.services = informer(ChildKind.SERVICE, context);
        this.budgets = informer(ChildKind.POD_DISRUPTION_BUDGET, context);
        this.routers = informer(ChildKind.ZONED_SERVICE, context);
    }

    private <T extends HasMetadata> ChildInformer<T, MongoCluster> informer(
            ChildKind<T> kind, EventSourceContext<MongoCluster> context) {
        return new ChildInformer<>(kind, MongoCluster.class, Labels.MONGO, any -> true, applier, context);
    }

    List<EventSource<?, MongoCluster>> eventSources() {
        return Stream.of(members.eventSource(), services.eventSource(), budgets.eventSource(), routers.eventSource())
                .<EventSource<?, MongoCluster>>flatMap(Optional::stream)
                .toList();
    }

    /** Returns a cluster's StatefulSet of that name. */
    Optional<StatefulSet> member(Owner owner, String name) {
        return members.get(new ResourceID(name, owner.namespace())).filter(owner::owns);
    }

    /** Returns the template that a member was last given. */
    static Optional<JsonNode> told(StatefulSet member) {
        return Optional.ofNullable(member.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.TEMPLATE))
                .map(text -> {
                    try {
                        return JSON.readTree(text);
                    } catch (JsonProcessingException e) {
                        // Someone wrote into it: the wanted one is put back in the member's turn.
                        return null;
                    }
                });
    }

    /** Returns a cluster's mongos. */
    Optional<ZonedService> routers(Owner owner, String name) {
        return routers.get(new ResourceID(name, owner.namespace())).filter(owner::owns);
    }

    @Override
    public void closeBudget(ClusterView view) {
        if (routers(view.owner(), view.names().routers()).isPresent()) {
            new ChildWriter(applier, metrics, view.owner())
                    .make(budgets, view.routerManifest().budget(false));
        }
    }

    @Override
    public Outcome apply(ClusterView view, MongoPlan plan, Set<String> keep) {
        ChildWriter writer = new ChildWriter(applier, metrics, view.owner());
        MemberManifest manifest = view.memberManifest();
        for (ClusterView.Place place : view.places()) {
            writer.make(services, manifest.service(place.set(), place.zone()));
            JsonNode wanted = manifest.template(place.set(), place.zone());
            boolean turn = plan.actions().stream()
                    .anyMatch(action -> action instanceof MongoAction.Renew renew
                            && renew.host().equals(place.host()));
            JsonNode template = turn
                    ? wanted
                    : member(view.owner(), place.name())
                            .flatMap(MongoChildren::told)
                            .orElse(wanted);
            writer.make(members, manifest.statefulSet(place.set(), place.zone(), template));
        }
        for (String set : view.setNames()) {
            writer.make(
                    budgets,
                    MongoManifests.budget(
                            view.owner(),
                            view.names().set(set),
                            MemberManifest.pods(view.owner().name(), set),
                            plan.whole().contains(set)));
        }
        applyRouters(writer, view, plan);
        remove(writer, view.owner(), keep);
        return writer.outcome();
    }

    /** Mongos cannot start before the config servers have a primary, so they are not made before. */
    private void applyRouters(ChildWriter writer, ClusterView view, MongoPlan plan) {
        RouterManifest manifest = view.routerManifest();
        boolean open = plan.gate().open();
        Optional<ZonedService> standing = routers(view.owner(), view.names().routers());
        if (standing.isEmpty() && !open) {
            return;
        }
        writer.make(budgets, manifest.budget(open));
        boolean turn = plan.actions().contains(new MongoAction.RenewRouters());
        JsonNode template = turn || standing.isEmpty()
                ? manifest.template()
                : standing.get().getSpec().template();
        writer.make(routers, manifest.service(template, open));
    }

    /** Deletes the objects of members that are no longer in their sets; their volume claims stay. */
    private void remove(ChildWriter writer, Owner owner, Set<String> keep) {
        for (StatefulSet member : members.eventSource().stream()
                .flatMap(source -> source.list(found -> owner.owns(found)))
                .toList()) {
            String name = member.getMetadata().getName();
            if (!keep.contains(name)) {
                writer.delete(members, name);
                writer.delete(services, name);
            }
        }
    }

    /** Returns the names of the members of a set that a cluster has StatefulSets for. */
    Set<String> memberNames(Owner owner, String set) {
        return members.eventSource().stream()
                .flatMap(source -> source.list(found -> owner.owns(found)))
                .filter(found -> told(found)
                        .map(template -> template.path("metadata")
                                .path("labels")
                                .path(MongoNames.SET)
                                .asText())
                        .filter(set::equals)
                        .isPresent())
                .map(found -> found.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    @Override
    public Set<String> memberNames(Owner owner) {
        return members.eventSource().stream()
                .flatMap(source -> source.list(found -> owner.owns(found)))
                .map(found -> found.getMetadata().getName())
                .collect(Collectors.toSet());
    }
}
