package io.zonekeeper.core.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.zonekeeper.core.audit.facts.ObjectName;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.SpreadRule;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.audit.findings.ZoneImpact;
import io.zonekeeper.core.audit.findings.ZonekeeperAction;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.nodes.NodeTraits;

import org.junit.jupiter.api.Test;

import static io.zonekeeper.core.audit.AuditCluster.GOOD;
import static io.zonekeeper.core.audit.AuditCluster.HARD;
import static io.zonekeeper.core.audit.AuditCluster.HARD_HONORING;
import static io.zonekeeper.core.audit.AuditCluster.NS;
import static io.zonekeeper.core.audit.AuditCluster.apart;
import static io.zonekeeper.core.audit.AuditCluster.demanding;
import static io.zonekeeper.core.audit.AuditCluster.requesting;
import static io.zonekeeper.core.audit.AuditCluster.spread;
import static org.assertj.core.api.Assertions.assertThat;

/** What is left of workloads, what is not replaced, and the grade of it. */
class AuditorTest {
    private static final String[] SIX = {"a-1", "a-2", "b-1", "b-2", "c-1", "c-2"};

    @Test
    void aWorkloadThatIsSpreadAndReplaceableHasAnA() {
        WorkloadReport web = three().deployment("web", GOOD, SIX).service("web").audit("web");
        assertThat(web.grade()).isEqualTo(Grade.A);
        assertThat(web.findings()).isEmpty();
        assertThat(web.change()).isEmpty();
        assertThat(web.services()).containsExactly("web");
        assertThat(web.minimum()).isEqualTo(4);
        assertThat(web.zones()).extracting(ZoneImpact::left).containsExactly(4, 4, 4);
        assertThat(web.zones()).extracting(ZoneImpact::leftPercent).containsOnly(66);
        assertThat(web.zones()).extracting(zone -> zone.zonekeeper().action()).containsOnly(ZonekeeperAction.EVACUATE);
    }

    @Test
    void kubernetesAloneTakesItsTimes() {
        AuditCluster cluster = three().deployment("web", GOOD, SIX);
        ZoneImpact late = cluster.audit("web").zones().getFirst();
        assertThat(late.stock().endpointsLeaveAfterSeconds()).isEqualTo(50);
        assertThat(late.stock().firstAfterSeconds()).isEqualTo(350);
        assertThat(late.stock().lastAfterSeconds())
                .as("one node every ten seconds")
                .isEqualTo(360);
        ZoneImpact before = cluster.kubernetes(31).audit("web").zones().getFirst();
        assertThat(before.stock().endpointsLeaveAfterSeconds()).isEqualTo(40);
        ZoneImpact unknown = cluster.kubernetes(0).audit("web").zones().getFirst();
        assertThat(unknown.stock().endpointsLeaveAfterSeconds()).isEqualTo(50);
        assertThat(three().workload("StatefulSet", "db", GOOD, SIX)
                        .audit("db")
                        .zones()
                        .getFirst()
                        .stock()
                        .replaced())
                .isFalse();
    }

    @Test
    void aSingleReplicaIsAnOutageAndWorseWhereItIsNotReplaced() {
        WorkloadReport one = three().deployment("one", GOOD, "b-1").audit("one");
        assertThat(one.grade()).isEqualTo(Grade.D);
        assertThat(finding(one, FindingKind.SINGLE_REPLICA).zones()).containsExactly("b");
        assertThat(one.change()).contains("spec.replicas", PodNeeds.ZONE_KEY);
        WorkloadReport bare =
                three().pods("bare", Optional.empty(), GOOD, "b-1").audit("bare-0");
        assertThat(kinds(bare)).contains(FindingKind.SINGLE_REPLICA, FindingKind.BARE_POD);
        assertThat(bare.grade()).isEqualTo(Grade.F);
        assertThat(bare.zones().get(1).zonekeeper().action()).isEqualTo(ZonekeeperAction.CANNOT_HELP);
        assertThat(bare.zones().get(0).zonekeeper().action()).isEqualTo(ZonekeeperAction.NOT_NEEDED);
    }

    @Test
    void allPodsInOneZoneAreAnOutageOfThatZoneOnly() {
        WorkloadReport web = three().deployment("web", GOOD, "a-1", "a-1", "a-2")
                .service("web")
                .audit("web");
        assertThat(web.grade()).isEqualTo(Grade.D);
        assertThat(finding(web, FindingKind.SINGLE_ZONE).zones()).containsExactly("a");
        assertThat(web.zones()).extracting(ZoneImpact::left).containsExactly(0, 3, 3);
    }

    @Test
    void belowTheMinimumNamesHowManyReplicasAreEnough() {
        WorkloadReport web = AuditCluster.of(2, "a", "b")
                .deployment("web", GOOD, "a-1", "b-1")
                .audit("web");
        assertThat(web.grade()).isEqualTo(Grade.C);
        assertThat(finding(web, FindingKind.BELOW_MINIMUM).zones()).containsExactly("a", "b");
        assertThat(web.change()).isEqualTo("Set spec.replicas to 4, spread over 2 zones.");
        WorkloadReport uneven = three().deployment("web", GOOD, "a-1", "a-1", "a-2", "a-2", "b-1", "c-1")
                .audit("web");
        assertThat(finding(uneven, FindingKind.BELOW_MINIMUM).change()).startsWith("Spread the pods evenly");
    }

    @Test
    void theMinimumIsTheBudgetsWhereItIsBelowAllPods() {
        WorkloadReport web = three().deployment("web", GOOD, SIX)
                .budget("web", "web", "5", null)
                .audit("web");
        assertThat(web.minimum()).isEqualTo(5);
        assertThat(web.minimumFrom()).contains("PodDisruptionBudget web");
        assertThat(kinds(web)).contains(FindingKind.BELOW_MINIMUM);
        WorkloadReport all = three().deployment("web", GOOD, SIX)
                .budget("web", "web", "100%", null)
                .audit("web");
        assertThat(all.minimum()).isEqualTo(4);
    }

    @Test
    void anUnevenSpreadAndNoRuleAreB() {
        WorkloadReport web = AuditCluster.of(2, "a", "b", "c", "d")
                .deployment("web", spread(), "a-1", "a-2", "a-1", "b-1", "b-2", "c-1", "c-2", "d-1")
                .audit("web");
        assertThat(finding(web, FindingKind.UNEVEN_SPREAD).zones()).containsExactly("a");
        assertThat(kinds(web)).containsExactly(FindingKind.UNEVEN_SPREAD, FindingKind.NO_SPREAD_RULE);
        assertThat(web.grade()).isEqualTo(Grade.B);
    }

    @Test
    void aHardSpreadThatIgnoresTaintsKeepsReplacementsPending() {
        WorkloadReport web =
                three().deployment("web", spread(HARD), SIX).service("web").audit("web");
        assertThat(finding(web, FindingKind.HARD_ZONE_SPREAD).zones()).containsExactly("a", "b", "c");
        assertThat(web.change())
                .isEqualTo("Set spec.template.spec.topologySpreadConstraints[0].nodeTaintsPolicy to Honor.");
        assertThat(web.grade()).isEqualTo(Grade.C);
        assertThat(web.zones()).extracting(ZoneImpact::notReplaced).containsOnly(2);
        assertThat(web.zones())
                .extracting(zone -> zone.zonekeeper().action())
                .containsOnly(ZonekeeperAction.STOP_TRAFFIC);
        assertThat(web.zones().getFirst().stock().replaced()).isFalse();
        assertThat(three().deployment("web", spread(HARD_HONORING), SIX)
                        .audit("web")
                        .findings())
                .isEmpty();
    }

    /** Maximum skew 2 and one pod in each of the other zones: one more fits into each. */
    @Test
    void aHardSpreadLetsAsManyThroughAsItsSkewAllows() {
        SpreadRule two = new SpreadRule(1, PodNeeds.ZONE_KEY, 2, 1, true, false, true);
        WorkloadReport web = three().deployment(
                        "web", spread(AuditCluster.SOFT, two), "a-1", "a-1", "a-2", "b-1", "c-1")
                .audit("web");
        assertThat(web.zones().getFirst().notReplaced()).isEqualTo(1);
        assertThat(finding(web, FindingKind.HARD_ZONE_SPREAD).message()).contains("1 in a", "[1]");
    }

    @Test
    void tooFewDomainsCountAsAnEmptyOne() {
        SpreadRule three = new SpreadRule(0, PodNeeds.ZONE_KEY, 1, 3, true, true, true);
        WorkloadReport web = three().deployment("web", spread(three), SIX).audit("web");
        assertThat(finding(web, FindingKind.HARD_ZONE_SPREAD).change())
                .isEqualTo("Remove minDomains from spec.template.spec.topologySpreadConstraints[0].");
    }

    @Test
    void hostsLimitReplacementsToo() {
        WorkloadReport spread = three().deployment(
                        "web",
                        spread(AuditCluster.SOFT, new SpreadRule(1, PodNeeds.HOST_KEY, 1, 1, true, false, true)),
                        SIX)
                .audit("web");
        assertThat(finding(spread, FindingKind.HARD_HOST_SPREAD).change()).contains("[1].nodeTaintsPolicy");
        WorkloadReport apart =
                three().deployment("web", apart(PodNeeds.HOST_KEY), SIX).audit("web");
        assertThat(kinds(apart)).containsExactly(FindingKind.HOST_ANTI_AFFINITY);
        assertThat(AuditCluster.of(3, "a", "b", "c")
                        .deployment("web", apart(PodNeeds.HOST_KEY), SIX)
                        .audit("web")
                        .findings())
                .as("each zone has a node without one")
                .isEmpty();
        WorkloadReport zones = three().deployment("web", apart(PodNeeds.ZONE_KEY), "a-1", "b-1", "c-1")
                .audit("web");
        assertThat(kinds(zones)).containsExactly(FindingKind.ZONE_ANTI_AFFINITY);
        assertThat(zones.grade()).isEqualTo(Grade.B);
    }

    @Test
    void podsThatNameTheirZoneArePinned() {
        NodeDemand selector = new NodeDemand(List.of(), Map.of(PodNeeds.ZONE_KEY, "a"), List.of(), Optional.empty());
        WorkloadReport web = three().deployment("web", demanding(selector), "a-1", "a-2")
                .service("web")
                .audit("web");
        assertThat(web.grade()).isEqualTo(Grade.F);
        assertThat(finding(web, FindingKind.PINNED_TO_ZONE).message())
                .contains("spec.template.spec.nodeSelector[topology.kubernetes.io/zone]");
        assertThat(web.change())
                .as("a constraint alone would change nothing")
                .startsWith(
                        "Let spec.template.spec.nodeSelector[topology.kubernetes.io/zone] match nodes of several zones.")
                .contains("topologySpreadConstraints");
        NodeDemand affinity = new NodeDemand(
                List.of(),
                Map.of(),
                List.of(new NodeDemand.Term(
                        List.of(new NodeDemand.Expression(PodNeeds.ZONE_KEY, "In", Set.of("a"))), List.of())),
                Optional.empty());
        assertThat(finding(
                                three().deployment("web", demanding(affinity), "a-1", "a-2")
                                        .audit("web"),
                                FindingKind.PINNED_TO_ZONE)
                        .change())
                .contains("requiredDuringSchedulingIgnoredDuringExecution");
    }

    @Test
    void taintsOfTheOtherZonesAreNamed() {
        AuditCluster cluster = AuditCluster.of(2, "a");
        cluster.node("b", 1, List.of(new NodeTraits.Taint("gpu", "", "NoSchedule")), 4000, true);
        WorkloadReport web = cluster.deployment("web", GOOD, "a-1", "a-2").audit("web");
        assertThat(kinds(web)).contains(FindingKind.NODES_TAINTED, FindingKind.SINGLE_ZONE);
        assertThat(web.grade()).isEqualTo(Grade.F);
    }

    @Test
    void aSingleZoneHasNothingToGoTo() {
        AuditReport report =
                AuditCluster.of(3, "a").deployment("web", GOOD, "a-1", "a-2").audit();
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(FindingKind.ONE_ZONE);
        assertThat(report.grade()).isEqualTo(Grade.F);
        assertThat(kinds(report.workloads().getFirst())).contains(FindingKind.NO_OTHER_ZONE, FindingKind.SINGLE_ZONE);
    }

    @Test
    void nodesWithoutAZoneAreReported() {
        AuditReport report =
                three().nodeWithoutZone("x").deployment("web", GOOD, SIX).audit();
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(FindingKind.NODES_WITHOUT_ZONE);
        assertThat(report.grade()).isEqualTo(Grade.D);
        WorkloadReport there = three().nodeWithoutZone("x")
                .deployment("web", GOOD, "x", "x", "a-1")
                .audit("web");
        assertThat(there.zones())
                .extracting(ZoneImpact::left)
                .as("nobody knows their zone")
                .containsExactly(0, 1, 1);
    }

    @Test
    void roomIsCountedForAllPodsOfTheZoneTogether() {
        // Each zone has 8 CPUs; web uses 4 in each, and api 3: 1 CPU is free in each of the others.
        AuditCluster cluster =
                three().deployment("web", requesting(2000), SIX).deployment("api", requesting(1500), SIX);
        WorkloadReport api = cluster.audit("api");
        WorkloadReport web = cluster.audit("web");
        assertThat(finding(web, FindingKind.NO_ROOM).message()).contains("2000m CPU");
        assertThat(kinds(api)).contains(FindingKind.NO_ROOM);
        assertThat(web.grade()).isEqualTo(Grade.C);
        assertThat(cluster.audit().zones().getFirst().noRoom()).isEqualTo(4);
        // Alone there is room.
        assertThat(three().deployment("web", requesting(2000), SIX).audit("web").findings())
                .isEmpty();
    }

    @Test
    void whoHasAHigherPriorityGetsTheRoom() {
        AuditCluster cluster = three().deployment("a-low", requesting(1500), "a-1", "b-1", "c-1", "a-2", "b-2", "c-2")
                .deployment("z-high", requesting(1500), "a-1", "b-1", "c-1");
        assertThat(kinds(cluster.audit("z-high"))).contains(FindingKind.NO_ROOM);
        cluster.change(
                "z-high",
                pod -> new PodFact(
                        pod.namespace(),
                        pod.name(),
                        pod.labels(),
                        pod.node(),
                        pod.ready(),
                        pod.terminating(),
                        pod.controller(),
                        1000,
                        pod.claims(),
                        pod.needs()));
        assertThat(kinds(cluster.audit("z-high"))).isEmpty();
        assertThat(kinds(cluster.audit("a-low"))).contains(FindingKind.NO_ROOM);
    }

    @Test
    void aNodeThatIsNotReadyOffersNoRoom() {
        AuditCluster cluster = AuditCluster.of(1, "a").node("b", 1, List.of(), 4000, false);
        WorkloadReport web = cluster.deployment("web", GOOD, "a-1").audit("web");
        assertThat(finding(web, FindingKind.NO_ROOM).zones()).containsExactly("a");
    }

    @Test
    void zonalVolumesHoldTheirPods() {
        WorkloadReport web = three().deployment("web", GOOD, "a-1", "b-1", "c-1")
                .zonalVolume("data-web-0", "a")
                .audit("web");
        assertThat(finding(web, FindingKind.ZONAL_VOLUME).zones()).containsExactly("a");
        assertThat(web.grade()).isEqualTo(Grade.B);
        WorkloadReport db = three().workload("StatefulSet", "db", GOOD, "a-1", "b-1", "c-1")
                .zonalVolume("data-db-1", "b")
                .service("db")
                .audit("db");
        assertThat(finding(db, FindingKind.ZONAL_VOLUME).zones()).containsExactly("b");
        assertThat(finding(db, FindingKind.STATEFUL_SET).zones()).containsExactly("a", "b", "c");
        assertThat(db.grade()).isEqualTo(Grade.B);
        assertThat(db.zones().getFirst().zonekeeper().action()).isEqualTo(ZonekeeperAction.STOP_TRAFFIC);
    }

    @Test
    void podsThatTolerateSilenceForEverAreNeverEvicted() {
        PodNeeds stubborn =
                new PodNeeds(GOOD.demand(), GOOD.requests(), GOOD.spreads(), List.of(), OptionalInt.empty(), true);
        WorkloadReport web =
                three().deployment("web", stubborn, SIX).service("web").audit("web");
        assertThat(kinds(web)).containsExactly(FindingKind.NEVER_EVICTED);
        assertThat(web.zones().getFirst().notReplaced()).isEqualTo(2);
        assertThat(web.zones().getFirst().zonekeeper().action())
                .as("a ZoneFailover deletes them")
                .isEqualTo(ZonekeeperAction.EVACUATE);
    }

    @Test
    void aDaemonSetLosesNothingThatItCouldRunElsewhere() {
        AuditReport report =
                three().workload("DaemonSet", "agent", spread(), SIX).audit();
        assertThat(report.workloads().getFirst().findings()).isEmpty();
        assertThat(report.zones().getFirst().outages()).isZero();
    }

    @Test
    void podsThatAreNotReadyAreNotLeft() {
        AuditCluster cluster = three().deployment("web", GOOD, SIX);
        cluster.change("web", pod -> pod.name().equals("web-0") ? pod : unready(pod));
        WorkloadReport web = cluster.audit("web");
        assertThat(kinds(web)).contains(FindingKind.PODS_NOT_READY, FindingKind.SINGLE_ZONE);
        cluster.change("web", AuditorTest::unready);
        assertThat(cluster.audit("web").grade()).isEqualTo(Grade.D);
        assertThat(kinds(cluster.audit("web"))).contains(FindingKind.NO_READY_POD);
    }

    @Test
    void podsAreGroupedByWhoMakesThem() {
        ObjectName rollout = new ObjectName("argoproj.io", "Rollout", NS, "canary");
        ObjectName set = ObjectName.apps("ReplicaSet", NS, "canary-1");
        ObjectName zoned = new ObjectName("zonekeeper.io", "ZonedService", NS, "zoned");
        AuditCluster cluster = three().controller(set, 2, rollout)
                .pods("canary", Optional.of(set), GOOD, "a-1", "b-1")
                .pods("kafka", Optional.of(new ObjectName("core.strimzi.io", "StrimziPodSet", NS, "kafka")), GOOD, SIX)
                .pods("job", Optional.of(new ObjectName("batch", "Job", NS, "job")), GOOD, "a-1")
                .pods("static", Optional.of(new ObjectName("", "Node", NS, "a-1")), GOOD, "a-1")
                .controller(ObjectName.apps("Deployment", NS, "idle"), 0, null)
                .controller(ObjectName.apps("Deployment", NS, "failing"), 2, null);
        for (String zone : List.of("a", "b")) {
            ObjectName deployment = ObjectName.apps("Deployment", NS, "zoned-" + zone);
            ObjectName replicas = ObjectName.apps("ReplicaSet", NS, "zoned-" + zone + "-1");
            cluster.controller(deployment, 1, zoned)
                    .controller(replicas, 1, deployment)
                    .pods("zoned-" + zone, Optional.of(replicas), GOOD, zone + "-1");
        }
        AuditReport report = cluster.audit();
        assertThat(report.workloads())
                .extracting(workload -> "%s %d/%d".formatted(workload.text(), workload.ready(), workload.desired()))
                .containsExactlyInAnyOrder(
                        "Rollout shop/canary 2/2",
                        "StrimziPodSet shop/kafka 6/6",
                        "ZonedService shop/zoned 2/2",
                        "Deployment shop/failing 0/2");
        assertThat(report.notAudited())
                .containsExactly(
                        "1 pod of Jobs, which end on their own.",
                        "1 static pod, as parts of their nodes.",
                        "1 workload scaled to zero.");
        assertThat(cluster.audit("kafka").findings())
                .extracting(Finding::kind)
                .containsExactly(FindingKind.UNKNOWN_CONTROLLER);
        assertThat(cluster.audit("zoned").zones().getFirst().zonekeeper().action())
                .isEqualTo(ZonekeeperAction.EVACUATE);
    }

    @Test
    void theChangeThatHelpsMostIsTheOneThatLiftsMostGrades() {
        AuditReport report = three().deployment("web", spread(HARD), SIX)
                .deployment("api", spread(HARD), SIX)
                .deployment("one", GOOD, "b-1")
                .audit();
        assertThat(report.changes().getFirst().kind()).isEqualTo(FindingKind.HARD_ZONE_SPREAD);
        assertThat(report.changes().getFirst().gradesGained()).isEqualTo(4);
        assertThat(report.changes().getFirst().workloads())
                .containsExactly("Deployment shop/api", "Deployment shop/web");
        assertThat(report.grade()).as("C, C and D").isEqualTo(Grade.C);
        assertThat(report.worst()).isEqualTo(Grade.D);
        assertThat(report.grades())
                .containsEntry(Grade.C, 2)
                .containsEntry(Grade.D, 1)
                .containsEntry(Grade.A, 0);
        assertThat(report.workloads().getFirst().name()).as("the worst first").isEqualTo("one");
    }

    static AuditCluster three() {
        return AuditCluster.of(2, "a", "b", "c");
    }

    static List<FindingKind> kinds(WorkloadReport workload) {
        return workload.findings().stream().map(Finding::kind).toList();
    }

    static Finding finding(WorkloadReport workload, FindingKind kind) {
        return workload.findings().stream()
                .filter(finding -> finding.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind + " is not in " + kinds(workload)));
    }

    private static PodFact unready(PodFact pod) {
        return new PodFact(
                pod.namespace(),
                pod.name(),
                pod.labels(),
                pod.node(),
                false,
                false,
                pod.controller(),
                pod.priority(),
                pod.claims(),
                pod.needs());
    }
}
