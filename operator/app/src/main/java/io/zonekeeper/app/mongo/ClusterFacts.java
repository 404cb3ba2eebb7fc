package io.zonekeeper.app.mongo;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus.ReplicaSet;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.core.mongo.ClusterFact;
import io.zonekeeper.core.mongo.MemberFact;
import io.zonekeeper.core.mongo.PodFact;
import io.zonekeeper.core.mongo.RollMemory;
import io.zonekeeper.core.mongo.RouterFact;
import io.zonekeeper.core.mongo.SetFact;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;

/** Puts together what the planner reads: children, pods, reports, and what the status remembers. */
final class ClusterFacts {
    private static final String ON = "On";
    private static final String COMPLETE = "Complete";

    private final MongoChildren children;
    private final MongoPods pods;

    ClusterFacts(MongoChildren children, MongoPods pods) {
        this.children = children;
        this.pods = pods;
    }

    ClusterFact observe(ClusterView view, ClusterLinks links, Set<String> cordoned) {
        List<SetFact> sets =
                view.setNames().stream().map(set -> set(view, links, set)).toList();
        return new ClusterFact(sets, routers(view, links), cordoned, roll(view.cluster()));
    }

    private SetFact set(ClusterView view, ClusterLinks links, String set) {
        MemberManifest manifest = view.memberManifest();
        List<MemberFact> members = view.places(set).stream()
                .map(place -> new MemberFact(
                        place.zone().name(), place.host(), links.report(place.host()), pod(view, manifest, place)))
                .toList();
        Optional<ReplicaSet> told = told(view.cluster(), set);
        return new SetFact(
                set,
                members,
                told.map(ReplicaSet::initiated),
                told.map(ReplicaSet::formed).orElse(false));
    }

    private PodFact pod(ClusterView view, MemberManifest manifest, ClusterView.Place place) {
        Optional<StatefulSet> standing = children.member(view.owner(), place.name());
        boolean outdated = standing.isPresent()
                && !standing.flatMap(MongoChildren::told)
                        .equals(Optional.of(manifest.template(place.set(), place.zone())));
        return new PodFact(
                standing.isPresent(),
                outdated,
                standing.filter(ClusterFacts::settled).isPresent(),
                pods.runsIn(view.owner().namespace(), place.name() + "-0"));
    }

    private static boolean settled(StatefulSet member) {
        StatefulSetStatus status = member.getStatus();
        return status != null
                && Objects.equals(
                        status.getObservedGeneration(), member.getMetadata().getGeneration())
                && Objects.equals(status.getReadyReplicas(), 1)
                && Objects.equals(status.getUpdatedReplicas(), 1)
                && Objects.equals(status.getCurrentRevision(), status.getUpdateRevision());
    }

    private RouterFact routers(ClusterView view, ClusterLinks links) {
        Optional<ZonedService> standing =
                children.routers(view.owner(), view.names().routers());
        boolean outdated = standing.filter(service -> !service.getSpec()
                        .template()
                        .equals(view.routerManifest().template()))
                .isPresent();
        return new RouterFact(
                standing.isPresent(),
                outdated,
                standing.filter(ClusterFacts::routersSettled).isPresent(),
                links.routerReport());
    }

    private static boolean routersSettled(ZonedService service) {
        ZonedServiceStatus status = service.getStatus();
        return status != null
                && Objects.equals(
                        status.observedGeneration(), service.getMetadata().getGeneration())
                && (status.rollout() == null || COMPLETE.equals(status.rollout().phase()))
                && status.zones() != null
                && status.zones().stream()
                        .allMatch(zone -> Objects.equals(zone.desired(), zone.ready())
                                && Objects.equals(zone.desired(), zone.updated()));
    }

    static Optional<ReplicaSet> told(MongoCluster cluster, String set) {
        return Optional.ofNullable(cluster.getStatus()).map(MongoClusterStatus::sets).orElse(List.of()).stream()
                .filter(known -> known.name().equals(set))
                .findFirst();
    }

    static Optional<RollMemory> roll(MongoCluster cluster) {
        return Optional.ofNullable(cluster.getStatus())
                .map(MongoClusterStatus::roll)
                .map(roll -> new RollMemory(
                        Instant.parse(roll.since()),
                        ON.equals(roll.balancer()),
                        Objects.requireNonNullElse(roll.step(), ""),
                        Instant.parse(Objects.requireNonNullElse(roll.stepSince(), roll.since()))));
    }

    /** Returns the members that a set has by its own word and that are not asked for any more. */
    static Set<String> leaving(SetFact set) {
        Set<String> hosts = new HashSet<>();
        set.view().ifPresent(known -> known.members().forEach(member -> hosts.add(member.host())));
        set.members().forEach(member -> hosts.remove(member.host()));
        return hosts;
    }
}
