package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

import io.zonekeeper.core.audit.BudgetChecks.Minimum;
import io.zonekeeper.core.audit.Rescheduling.Outcome;
import io.zonekeeper.core.audit.Workload.Replacement;
import io.zonekeeper.core.audit.WorkloadIndex.Found;
import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.ServiceFact;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.StockRecovery;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.audit.findings.ZoneImpact;
import io.zonekeeper.core.audit.findings.ZoneReport;

/**
 * Audits a cluster: what would be left of each workload and Service if a zone were lost, and what to change.
 *
 * <ol>
 *   <li>Pods are grouped into workloads, and found by the selectors of Services and budgets through an index.
 *   <li>For each zone, its pods are placed on the nodes of the other zones, all of them together.
 *   <li>Each workload gets its findings and a grade of them; the cluster the average.
 * </ol>
 *
 * <p>Its time grows with the number of pods, and with the number of different demands on nodes times that of nodes.
 */
public final class Auditor {
    /** From 1.32 on, {@code --node-monitor-grace-period} is 50 s; it was 40 s before. */
    private static final int FIRST_MINOR_WITH_LONG_GRACE = 32;

    private static final int LONG_GRACE_SECONDS = 50;
    private static final int SHORT_GRACE_SECONDS = 40;

    /** {@code --node-eviction-rate}, 0.1 nodes of a zone each second. */
    private static final int SECONDS_PER_EVICTED_NODE = 10;

    private final ClusterSnapshot snapshot;
    private final ClusterNodes nodes;
    private final Found workloads;
    private final BudgetChecks budgets;
    private final TrafficChecks traffic;
    private final SortedMap<String, IdentityHashMap<Workload, Outcome>> outcomes = new TreeMap<>();

    private Auditor(ClusterSnapshot snapshot) {
        this.snapshot = snapshot;
        nodes = new ClusterNodes(snapshot);
        workloads = WorkloadIndex.of(snapshot, nodes);
        LabelIndex index = new LabelIndex(snapshot.pods());
        budgets = new BudgetChecks(snapshot, workloads, index);
        traffic = new TrafficChecks(snapshot, nodes, workloads, index);
        VolumePlaces volumes = new VolumePlaces(snapshot);
        nodes.zones().forEach(zone -> outcomes.put(zone, Rescheduling.of(zone, workloads.all(), nodes, volumes)));
    }

    /** Returns the report on a cluster. */
    public static AuditReport audit(ClusterSnapshot snapshot) {
        return new Auditor(snapshot).report();
    }

    private AuditReport report() {
        List<WorkloadReport> reports = workloads.all().stream()
                .filter(workload -> snapshot.reports(workload.name().namespace()))
                .map(this::report)
                .sorted(Comparator.comparing(WorkloadReport::grade)
                        .reversed()
                        .thenComparing(WorkloadReport::namespace)
                        .thenComparing(WorkloadReport::name)
                        .thenComparing(WorkloadReport::kind))
                .toList();
        Map<Grade, Integer> grades = new EnumMap<>(Grade.class);
        reports.forEach(report -> grades.merge(report.grade(), 1, Integer::sum));
        List<Finding> findings = ofCluster();
        Grade grade = findings.stream()
                .map(finding -> finding.kind().best())
                .reduce(
                        Grade.average(
                                reports.stream().map(WorkloadReport::grade).toList()),
                        Grade::worst);
        return new AuditReport(
                grade,
                grades,
                nodes.zones().stream().map(zone -> zone(zone, reports)).toList(),
                findings,
                Grading.changes(reports),
                reports,
                traffic.reports(),
                workloads.passedOver(),
                snapshot.unread());
    }

    private List<Finding> ofCluster() {
        List<Finding> findings = new ArrayList<>();
        if (nodes.zones().size() == 1) {
            findings.add(new Finding(
                    FindingKind.ONE_ZONE,
                    "All nodes (%d) are in %s."
                            .formatted(nodes.count(), nodes.zones().first()),
                    "Add nodes in a second and a third zone."));
        }
        if (!snapshot.nodesWithoutZone().isEmpty()) {
            findings.add(new Finding(
                    FindingKind.NODES_WITHOUT_ZONE,
                    "Nodes without the label %2$s: %1$d, %3$s among them."
                            .formatted(
                                    snapshot.nodesWithoutZone().size(),
                                    PodNeeds.ZONE_KEY,
                                    snapshot.nodesWithoutZone().getFirst()),
                    "Label them with their zone: kubectl label node NODE %s=ZONE.".formatted(PodNeeds.ZONE_KEY)));
        }
        return findings;
    }

    private WorkloadReport report(Workload workload) {
        Minimum minimum = workload.replacement() == Replacement.PER_NODE
                ? new Minimum(0, "one pod per node")
                : budgets.minimum(workload);
        SortedMap<String, Outcome> own = new TreeMap<>();
        nodes.zones().forEach(zone -> own.put(zone, outcomes.get(zone).getOrDefault(workload, Outcome.NONE)));
        List<Finding> findings = new ArrayList<>(new LossChecks(workload, minimum, nodes).findings(own));
        findings.addAll(budgets.findings(workload, own));
        findings.addAll(traffic.findings(workload));
        findings = Grading.sorted(findings);
        return new WorkloadReport(
                workload.name().namespace(),
                workload.name().kind(),
                workload.name().name(),
                Grading.grade(findings),
                workload.desired(),
                workload.ready(),
                minimum.pods(),
                minimum.from(),
                own.entrySet().stream()
                        .map(zone -> impact(workload, minimum, zone.getKey(), zone.getValue()))
                        .toList(),
                traffic.of(workload).stream().map(ServiceFact::name).sorted().toList(),
                findings,
                Grading.worstToCorrect(findings).map(Finding::change).orElse(""));
    }

    private ZoneImpact impact(Workload workload, Minimum minimum, String zone, Outcome outcome) {
        int left = workload.left(zone);
        int desired = workload.desired();
        return new ZoneImpact(
                zone,
                outcome.pods(),
                workload.readyIn(zone),
                left,
                desired == 0 ? 100 : Math.min(100, 100 * left / desired),
                left >= minimum.pods(),
                outcome.notReplaced(),
                stock(workload, zone, outcome),
                ZonekeeperAnswers.of(workload, zone, traffic.of(workload), outcome));
    }

    private StockRecovery stock(Workload workload, String zone, Outcome outcome) {
        boolean byScheduler =
                workload.replacement() == Replacement.SCHEDULED || workload.replacement() == Replacement.UNKNOWN;
        int tolerated = workload.needs()
                .flatMap(needs ->
                        needs.toleratesUnreachableSeconds().stream().boxed().findFirst())
                .orElse(PodNeeds.DEFAULT_TOLERATION_SECONDS);
        return byScheduler && outcome.pods() > outcome.notReplaced()
                ? new StockRecovery(grace(), true, grace() + tolerated, last(zone, tolerated))
                : new StockRecovery(grace(), false, 0, 0);
    }

    private int last(String zone, int tolerated) {
        return grace()
                + tolerated
                + SECONDS_PER_EVICTED_NODE * Math.max(0, nodes.in(zone).size() - 1);
    }

    private int grace() {
        boolean before = snapshot.kubernetesMinor() > 0 && snapshot.kubernetesMinor() < FIRST_MINOR_WITH_LONG_GRACE;
        return before ? SHORT_GRACE_SECONDS : LONG_GRACE_SECONDS;
    }

    private ZoneReport zone(String zone, List<WorkloadReport> reports) {
        List<ZoneImpact> impacts = new ArrayList<>();
        int outages = 0;
        int below = 0;
        for (WorkloadReport report : reports) {
            ZoneImpact impact = report.zones().stream()
                    .filter(found -> found.zone().equals(zone))
                    .findFirst()
                    .orElseThrow();
            impacts.add(impact);
            boolean lost = impact.ready() > 0 && report.minimum() > 0;
            outages += lost && impact.left() == 0 ? 1 : 0;
            below += lost && !impact.aboveMinimum() ? 1 : 0;
        }
        int noRoom = outcomes.get(zone).entrySet().stream()
                .filter(entry -> snapshot.reports(entry.getKey().name().namespace()))
                .mapToInt(entry -> entry.getValue().blocked().getOrDefault(FindingKind.NO_ROOM, 0))
                .sum();
        return new ZoneReport(
                zone,
                nodes.in(zone).size(),
                Math.toIntExact(nodes.in(zone).stream()
                        .filter(node -> node.traits().ready())
                        .count()),
                sum(impacts, ZoneImpact::pods),
                outages,
                below,
                sum(impacts, ZoneImpact::notReplaced),
                noRoom,
                last(zone, PodNeeds.DEFAULT_TOLERATION_SECONDS));
    }

    private static int sum(List<ZoneImpact> impacts, ToIntFunction<ZoneImpact> number) {
        return impacts.stream().mapToInt(number).sum();
    }
}
