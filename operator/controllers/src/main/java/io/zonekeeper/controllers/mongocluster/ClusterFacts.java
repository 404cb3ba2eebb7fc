package io.zonekeeper.controllers.mongocluster;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus.ReplicaSet;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.controllers.mongocluster.links.ClusterLinks;
import io.zonekeeper.controllers.mongocluster.manifests.ClusterView;
import io.zonekeeper.controllers.mongocluster.manifests.CredentialMarks;
import io.zonekeeper.controllers.mongocluster.manifests.MemberManifest;
import io.zonekeeper.controllers.mongocluster.manifests.MongoNames;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.Credentials;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.PodFact;
import io.zonekeeper.core.mongo.facts.RollMemory;
import io.zonekeeper.core.mongo.facts.RouterFact;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.Target;
import io.zonekeeper.kube.objects.Labels;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;

/** Puts together what the planner reads: children, pods, reports, and what the status remembers. */
final class ClusterFacts {
    /** {@code status.rollout.balancerBefore} of a balancer that is to be started again. */
    static final String ENABLED = "Enabled";

    /** {@code status.rollout.balancerBefore} of a balancer that stays stopped. */
    static final String DISABLED = "Disabled";

    /** Written instead of {@link #ENABLED} before the field was renamed. */
    private static final String FORMERLY_ENABLED = "On";

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
        return new ClusterFact(
                sets,
                routers(view, links),
                cordoned,
                roll(view.cluster()),
                new Target(view.spec().image(), view.credentials(), loaded(view)));
    }

    /** Returns all hosts that are asked what they are: those that should be, that are, and that were started. */
    Set<String> hosts(ClusterView view, ClusterLinks links) {
        Set<String> hosts = new HashSet<>();
        for (String set : view.setNames()) {
            hosts.addAll(started(view, set));
            set(view, links, set).all().forEach(member -> hosts.add(member.host()));
        }
        return hosts;
    }

    private SetFact set(ClusterView view, ClusterLinks links, String set) {
        MemberManifest manifest = view.memberManifest();
        List<MemberFact> members = view.places(set).stream()
                .map(place -> new MemberFact(
                        place.zone().name(), place.host(), links.report(place.host()), pod(view, manifest, place)))
                .toList();
        Optional<ReplicaSet> told = told(view.cluster(), set);
        List<String> asked = members.stream().map(MemberFact::host).toList();
        Set<String> started = started(view, set);
        ExtraMembers extra = extra(view, links, set, asked, started);
        SetFact known = new SetFact(
                set,
                members,
                told.map(ReplicaSet::initiated),
                told.map(ReplicaSet::formed).orElse(false),
                facts(links, extra.leaving()),
                facts(links, extra.others()));
        return known.withZones(host -> children.member(view.owner(), MongoNames.memberOf(host))
                .map(member -> member.getMetadata().getLabels().get(Labels.ZONE)));
    }

    private static ExtraMembers extra(
            ClusterView view, ClusterLinks links, String set, List<String> asked, Set<String> started) {
        ExtraMembers extra = ExtraMembers.of(view.names(), set, asked, started, links.reports(hosts(asked, started)));
        // What those say that were just found may tell of more.
        Set<String> found = new HashSet<>(hosts(asked, started));
        found.addAll(extra.leaving());
        found.addAll(extra.others());
        return ExtraMembers.of(view.names(), set, asked, started, links.reports(found));
    }

    private static Set<String> hosts(List<String> asked, Set<String> started) {
        Set<String> hosts = new HashSet<>(asked);
        hosts.addAll(started);
        return hosts;
    }

    private static List<MemberFact> facts(ClusterLinks links, Set<String> hosts) {
        return hosts.stream()
                .sorted()
                .map(host ->
                        new MemberFact("", host, links.report(host), new PodFact(false, false, true, Optional.empty())))
                .toList();
    }

    /** Hosts of a set that a StatefulSet of the cluster identifies. */
    private Set<String> started(ClusterView view, String set) {
        return children.memberNames(view.owner(), set).stream()
                .map(view.names()::hostOf)
                .collect(Collectors.toSet());
    }

    /** What each server read when it started. */
    private List<Credentials> loaded(ClusterView view) {
        Stream<JsonNode> members = view.places().stream()
                .flatMap(place -> children.member(view.owner(), place.name()).stream())
                .flatMap(standing -> MongoChildren.told(standing).stream());
        Stream<JsonNode> routers = children.routers(view.owner(), view.names().routers()).stream()
                .map(standing -> standing.getSpec().template());
        return Stream.concat(members, routers).map(CredentialMarks::read).toList();
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

    /** Returns whether a cluster has mongos. */
    boolean hasRouters(ClusterView view) {
        return children.routers(view.owner(), view.names().routers()).isPresent();
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
                .map(MongoClusterStatus::rollout)
                .map(rollout -> new RollMemory(
                        Instant.parse(rollout.since()),
                        ENABLED.equals(rollout.balancerBefore()) || FORMERLY_ENABLED.equals(rollout.balancerBefore()),
                        Objects.requireNonNullElse(rollout.step(), ""),
                        Instant.parse(Objects.requireNonNullElse(rollout.stepSince(), rollout.since()))));
    }
}
