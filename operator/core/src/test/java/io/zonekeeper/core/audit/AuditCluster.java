package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.zonekeeper.core.audit.facts.AntiAffinityRule;
import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.ControllerFact;
import io.zonekeeper.core.audit.facts.DisruptionBudget;
import io.zonekeeper.core.audit.facts.NodeFact;
import io.zonekeeper.core.audit.facts.ObjectName;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.PodSelector;
import io.zonekeeper.core.audit.facts.ServiceFact;
import io.zonekeeper.core.audit.facts.SpreadRule;
import io.zonekeeper.core.audit.facts.VolumeFact;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.nodes.NodeTraits;
import io.zonekeeper.core.placement.Room.Amount;

/** A cluster for tests, whose nodes are named {@code ZONE-1}, {@code ZONE-2} and so on. */
final class AuditCluster {
    static final String NS = "shop";
    static final SpreadRule SOFT = new SpreadRule(0, PodNeeds.ZONE_KEY, 1, 1, false, false, true);
    static final SpreadRule HARD = new SpreadRule(0, PodNeeds.ZONE_KEY, 1, 1, true, false, true);
    static final SpreadRule HARD_HONORING = new SpreadRule(0, PodNeeds.ZONE_KEY, 1, 1, true, true, true);
    static final PodNeeds GOOD = needs(NodeDemand.NONE, new Amount(100, 1 << 20), List.of(SOFT), List.of());

    private final List<NodeFact> nodes = new ArrayList<>();
    private final List<PodFact> pods = new ArrayList<>();
    private final List<ControllerFact> controllers = new ArrayList<>();
    private final List<ServiceFact> services = new ArrayList<>();
    private final List<DisruptionBudget> budgets = new ArrayList<>();
    private final List<VolumeFact> volumes = new ArrayList<>();
    private final List<String> nodesWithoutZone = new ArrayList<>();
    private int minor = 36;

    /** Creates a cluster with so many nodes of 4 CPUs and 16 GiB in each zone. */
    static AuditCluster of(int nodesPerZone, String... zones) {
        AuditCluster cluster = new AuditCluster();
        for (String zone : zones) {
            for (int i = 1; i <= nodesPerZone; i++) {
                cluster.node(zone, i, List.of(), 4000, true);
            }
        }
        return cluster;
    }

    AuditCluster node(String zone, int number, List<NodeTraits.Taint> taints, long milliCpu, boolean ready) {
        nodes.add(new NodeFact(
                new NodeTraits(zone + "-" + number, zone, Map.of(PodNeeds.ZONE_KEY, zone), taints, ready, false),
                new Amount(milliCpu, 16L << 30),
                110));
        return this;
    }

    AuditCluster nodeWithoutZone(String name) {
        nodesWithoutZone.add(name);
        return this;
    }

    AuditCluster kubernetes(int version) {
        minor = version;
        return this;
    }

    /** Adds a Deployment whose pods are on these nodes. */
    AuditCluster deployment(String name, PodNeeds needs, String... on) {
        ObjectName deployment = ObjectName.apps("Deployment", NS, name);
        ObjectName set = ObjectName.apps("ReplicaSet", NS, name + "-1");
        controllers.add(new ControllerFact(deployment, on.length, Optional.empty()));
        controllers.add(new ControllerFact(set, on.length, Optional.of(deployment)));
        // Of an earlier revision.
        controllers.add(new ControllerFact(ObjectName.apps("ReplicaSet", NS, name + "-0"), 0, Optional.of(deployment)));
        return pods(name, Optional.of(set), needs, on);
    }

    /** Adds an object of the group {@code apps} that makes pods itself. */
    AuditCluster workload(String kind, String name, PodNeeds needs, String... on) {
        ObjectName controller = ObjectName.apps(kind, NS, name);
        controllers.add(new ControllerFact(controller, on.length, Optional.empty()));
        return pods(name, Optional.of(controller), needs, on);
    }

    AuditCluster controller(ObjectName name, int desired, ObjectName owner) {
        controllers.add(new ControllerFact(name, desired, Optional.ofNullable(owner)));
        return this;
    }

    AuditCluster pods(String name, Optional<ObjectName> controller, PodNeeds needs, String... on) {
        for (int i = 0; i < on.length; i++) {
            pods.add(new PodFact(
                    NS,
                    name + "-" + i,
                    Map.of("app", name),
                    Optional.of(on[i]),
                    true,
                    false,
                    controller,
                    0,
                    List.of("data-" + name + "-" + i),
                    needs));
        }
        return this;
    }

    /** Changes the pods of an app. */
    AuditCluster change(String app, UnaryOperator<PodFact> change) {
        pods.replaceAll(pod -> pod.labels().get("app").equals(app) ? change.apply(pod) : pod);
        return this;
    }

    AuditCluster zonalVolume(String claim, String zone) {
        volumes.add(new VolumeFact(
                NS,
                claim,
                List.of(new NodeDemand.Term(
                        List.of(new NodeDemand.Expression(PodNeeds.ZONE_KEY, "In", Set.of(zone))), List.of()))));
        return this;
    }

    AuditCluster service(String app) {
        return service(service(app, app));
    }

    AuditCluster service(ServiceFact service) {
        services.add(service);
        return this;
    }

    static ServiceFact service(String name, String app) {
        return new ServiceFact(
                NS,
                name,
                Optional.of(PodSelector.of(Map.of("app", app))),
                false,
                false,
                false,
                false,
                Optional.empty());
    }

    AuditCluster budget(String name, String app, String minAvailable, String maxUnavailable) {
        return budget(name, app, minAvailable, maxUnavailable, Optional.empty());
    }

    AuditCluster budget(
            String name,
            String app,
            String minAvailable,
            String maxUnavailable,
            Optional<DisruptionBudget.Status> status) {
        budgets.add(new DisruptionBudget(
                NS,
                name,
                PodSelector.of(Map.of("app", app)),
                Optional.ofNullable(minAvailable),
                Optional.ofNullable(maxUnavailable),
                false,
                status));
        return this;
    }

    ClusterSnapshot snapshot() {
        return new ClusterSnapshot(
                nodes,
                nodesWithoutZone,
                pods,
                controllers,
                services,
                budgets,
                volumes,
                minor,
                Optional.of(NS),
                List.of());
    }

    AuditReport audit() {
        return Auditor.audit(snapshot());
    }

    WorkloadReport audit(String name) {
        return audit().workloads().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static PodNeeds needs(
            NodeDemand demand, Amount requests, List<SpreadRule> spreads, List<AntiAffinityRule> antiAffinities) {
        return new PodNeeds(demand, requests, spreads, antiAffinities, OptionalInt.of(300), true);
    }

    static PodNeeds spread(SpreadRule... rules) {
        return needs(NodeDemand.NONE, GOOD.requests(), List.of(rules), List.of());
    }

    static PodNeeds demanding(NodeDemand demand) {
        return needs(demand, GOOD.requests(), List.of(SOFT), List.of());
    }

    static PodNeeds requesting(long milliCpu) {
        return needs(NodeDemand.NONE, new Amount(milliCpu, 1 << 20), List.of(SOFT), List.of());
    }

    static PodNeeds apart(String topologyKey) {
        return needs(
                NodeDemand.NONE, GOOD.requests(), List.of(SOFT), List.of(new AntiAffinityRule(0, topologyKey, true)));
    }
}
