package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import io.zonekeeper.core.audit.facts.AntiAffinityRule;
import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.SpreadRule;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.placement.Room.Amount;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class AuditPropertiesTest {
    private static final int NODES = 3;
    private static final List<String> ZONES = List.of("a", "b", "c");

    @Property(tries = 300)
    void numbersAddUp(@ForAll("clusters") ClusterSnapshot cluster) {
        AuditReport report = Auditor.audit(cluster);
        for (WorkloadReport workload : report.workloads()) {
            assertThat(workload.zones()).allSatisfy(zone -> {
                assertThat(zone.left() + zone.ready()).isEqualTo(workload.ready());
                assertThat(zone.notReplaced()).isBetween(0, zone.pods());
                assertThat(zone.aboveMinimum()).isEqualTo(zone.left() >= workload.minimum());
            });
            assertThat(workload.grade()).isEqualTo(Grading.grade(workload.findings()));
        }
        assertThat(report.zones())
                .allSatisfy(zone -> assertThat(zone.noRoom()).isLessThanOrEqualTo(zone.notReplaced()));
    }

    /**
     * What is placed has room: the requests of all pods of the zone together never exceed what the others have free.
     */
    @Property(tries = 300)
    void nothingIsPlacedWithoutRoom(@ForAll("clusters") ClusterSnapshot cluster) {
        ClusterNodes nodes = new ClusterNodes(cluster);
        List<Workload> workloads = WorkloadIndex.of(cluster, nodes).all();
        for (String zone : ZONES) {
            long free = IntStream.range(0, nodes.count())
                    .filter(node -> !cluster.nodes().get(node).traits().zone().equals(zone))
                    .mapToLong(node -> Math.max(0, nodes.free(node).milliCpu()))
                    .sum();
            var outcomes = Rescheduling.of(zone, workloads, nodes, new VolumePlaces(cluster));
            long placed = outcomes.entrySet().stream()
                    // Pods of DaemonSets go with their nodes, and none is placed.
                    .filter(entry -> entry.getKey().replacement() == Workload.Replacement.SCHEDULED)
                    .mapToLong(entry -> entry.getValue().placed()
                            * entry.getKey().needs().orElseThrow().requests().milliCpu())
                    .sum();
            assertThat(placed).isLessThanOrEqualTo(free);
            outcomes.forEach((workload, outcome) -> assertThat(outcome.placed() == outcome.pods()
                            || !outcome.blocked().isEmpty())
                    .as("what is not replaced has a cause")
                    .isTrue());
        }
    }

    @Property(tries = 200)
    void theOrderOfTheObjectsMeansNothing(@ForAll("clusters") ClusterSnapshot cluster, @ForAll long seed) {
        List<PodFact> pods = new ArrayList<>(cluster.pods());
        Collections.shuffle(pods, new Random(seed));
        ClusterSnapshot shuffled = new ClusterSnapshot(
                cluster.nodes(),
                cluster.nodesWithoutZone(),
                pods,
                cluster.controllers(),
                cluster.services(),
                cluster.budgets(),
                cluster.volumes(),
                cluster.kubernetesMinor(),
                cluster.namespace(),
                cluster.unread());
        assertThat(Auditor.audit(shuffled)).isEqualTo(Auditor.audit(cluster));
    }

    @Property
    void aFindingMoreNeverImprovesAGrade(@ForAll("findings") List<Finding> findings, @ForAll FindingKind kind) {
        List<Finding> more = new ArrayList<>(findings);
        more.add(new Finding(kind, List.of("a"), "It is so.", "Change it."));
        assertThat(Grading.grade(more)).isGreaterThanOrEqualTo(Grading.grade(findings));
        Grade corrected = Grading.worstToCorrect(more)
                .map(best -> Grading.grade(more.stream()
                        .filter(finding -> finding.kind() != best.kind())
                        .toList()))
                .orElseThrow();
        assertThat(more)
                .as("no other correction is better")
                .allSatisfy(other -> assertThat(Grading.grade(more.stream()
                                .filter(finding -> finding.kind() != other.kind())
                                .toList()))
                        .isGreaterThanOrEqualTo(corrected));
    }

    @Provide
    Arbitrary<List<Finding>> findings() {
        return Combinators.combine(
                        Arbitraries.of(FindingKind.class),
                        Arbitraries.of(ZONES).set().ofMaxSize(3))
                .as((kind, zones) -> new Finding(kind, List.copyOf(zones), "It is so.", "Change it."))
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<ClusterSnapshot> clusters() {
        Arbitrary<String> nodes = Combinators.combine(
                        Arbitraries.of(ZONES), Arbitraries.integers().between(1, NODES))
                .as((zone, number) -> zone + "-" + number);
        Arbitrary<List<String>> places = nodes.list().ofMinSize(1).ofMaxSize(8);
        return Combinators.combine(needs(), places, Arbitraries.of("Deployment", "StatefulSet", "DaemonSet"))
                .as(Generated::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(AuditPropertiesTest::cluster);
    }

    private record Generated(PodNeeds needs, List<String> nodes, String kind) {}

    private static ClusterSnapshot cluster(List<Generated> workloads) {
        AuditCluster cluster = AuditCluster.of(NODES, ZONES.toArray(String[]::new));
        for (int i = 0; i < workloads.size(); i++) {
            Generated workload = workloads.get(i);
            String name = "w" + i;
            String[] on = workload.nodes().toArray(String[]::new);
            if (workload.kind().equals("Deployment")) {
                cluster.deployment(name, workload.needs(), on);
            } else {
                cluster.workload(workload.kind(), name, workload.needs(), on);
            }
            cluster.service(name).zonalVolume("data-" + name + "-0", on[0].substring(0, 1));
        }
        return cluster.snapshot();
    }

    private static Arbitrary<PodNeeds> needs() {
        Arbitrary<SpreadRule> rules = Combinators.combine(
                        Arbitraries.of(PodNeeds.ZONE_KEY, PodNeeds.HOST_KEY),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((key, skew, hard, honors) -> new SpreadRule(0, key, skew, 1, hard, honors, true));
        Arbitrary<AntiAffinityRule> apart =
                Arbitraries.of(PodNeeds.ZONE_KEY, PodNeeds.HOST_KEY).map(key -> new AntiAffinityRule(0, key, true));
        return Combinators.combine(
                        rules.list().ofMaxSize(2),
                        apart.list().ofMaxSize(1),
                        Arbitraries.longs().between(0, 2500),
                        Arbitraries.of(Set.of(), Set.of("a"), Set.of("a", "b")))
                .as((spreads, antiAffinities, milliCpu, zones) ->
                        AuditCluster.needs(demand(zones), new Amount(milliCpu, 1 << 20), spreads, antiAffinities));
    }

    private static NodeDemand demand(Set<?> zones) {
        Set<String> values = new HashSet<>();
        zones.forEach(zone -> values.add(zone.toString()));
        return values.isEmpty()
                ? NodeDemand.NONE
                : new NodeDemand(
                        List.of(),
                        java.util.Map.of(),
                        List.of(new NodeDemand.Term(
                                List.of(new NodeDemand.Expression(PodNeeds.ZONE_KEY, "In", values)), List.of())),
                        java.util.Optional.empty());
    }
}
