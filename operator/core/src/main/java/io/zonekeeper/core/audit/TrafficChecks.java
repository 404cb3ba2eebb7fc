package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.audit.Workload.Replacement;
import io.zonekeeper.core.audit.WorkloadIndex.Found;
import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.ServiceFact;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.ServiceReport;
import io.zonekeeper.core.audit.findings.TrafficAnswer;

/** Whether the traffic of Services would leave a lost zone. */
final class TrafficChecks {
    private final ClusterNodes nodes;
    private final List<ServiceReport> reports = new ArrayList<>();
    private final IdentityHashMap<Workload, List<ServiceFact>> services = new IdentityHashMap<>();
    private final IdentityHashMap<Workload, List<Finding>> findings = new IdentityHashMap<>();

    TrafficChecks(ClusterSnapshot snapshot, ClusterNodes nodes, Found workloads, LabelIndex index) {
        this.nodes = nodes;
        snapshot.services().stream()
                .filter(service -> snapshot.reports(service.namespace()))
                .filter(service -> !ofTheApiServer(service))
                .sorted(Comparator.comparing(ServiceFact::namespace).thenComparing(ServiceFact::name))
                .forEach(service -> check(service, workloads, index));
    }

    List<ServiceReport> reports() {
        return Collections.unmodifiableList(reports);
    }

    /** Returns the Services that select pods of a workload. */
    List<ServiceFact> of(Workload workload) {
        return services.getOrDefault(workload, List.of());
    }

    List<Finding> findings(Workload workload) {
        List<Finding> all = new ArrayList<>(findings.getOrDefault(workload, List.of()));
        boolean probed = workload.needs().map(PodNeeds::readinessProbe).orElse(true);
        if (!of(workload).isEmpty() && !probed) {
            all.add(new Finding(
                    FindingKind.NO_READINESS_PROBE,
                    "No container of %s has a readiness probe."
                            .formatted(workload.name().name()),
                    "Add %s.".formatted(workload.field("containers[*].readinessProbe"))));
        }
        return all;
    }

    private void check(ServiceFact service, Found workloads, LabelIndex index) {
        List<PodFact> pods = service.selector()
                .map(selector -> index.select(service.namespace(), selector))
                .orElse(List.of());
        Set<Workload> behind = Collections.newSetFromMap(new IdentityHashMap<>());
        pods.forEach(pod -> workloads.of(pod).ifPresent(behind::add));
        List<Finding> found = found(service, pods, behind);
        behind.forEach(workload -> {
            services.computeIfAbsent(workload, key -> new ArrayList<>()).add(service);
            findings.computeIfAbsent(workload, key -> new ArrayList<>()).addAll(found);
        });
        reports.add(new ServiceReport(
                service.namespace(),
                service.name(),
                answer(service, pods),
                zones(pods),
                new TreeSet<>(behind.stream()
                                .map(workload -> workload.name().text())
                                .toList())
                        .stream().toList(),
                found));
    }

    private static List<Finding> found(ServiceFact service, List<PodFact> pods, Set<Workload> behind) {
        String name = "Service " + service.name();
        if (service.externalName()) {
            return List.of(new Finding(FindingKind.EXTERNAL_NAME, name + " is an ExternalName.", ""));
        }
        if (service.selector().isEmpty()) {
            return List.of(new Finding(FindingKind.NO_SELECTOR, name + " has no selector.", ""));
        }
        if (pods.isEmpty()) {
            return List.of(new Finding(FindingKind.SELECTS_NO_POD, name + " selects no pod.", ""));
        }
        List<Finding> found = new ArrayList<>();
        if (service.headless()) {
            found.add(new Finding(FindingKind.HEADLESS, name + " is headless.", ""));
        } else if (service.publishNotReady()) {
            found.add(new Finding(
                    FindingKind.NOT_READY_PUBLISHED,
                    name + " publishes the addresses of pods that are not ready.",
                    "Remove spec.publishNotReadyAddresses from Service %s.".formatted(service.name())));
        }
        boolean onEveryNode = behind.stream().allMatch(workload -> workload.replacement() == Replacement.PER_NODE);
        if (service.internalLocal() && !onEveryNode) {
            found.add(new Finding(
                    FindingKind.LOCAL_TRAFFIC,
                    name + " serves clients from pods of their own node only.",
                    "Set spec.internalTrafficPolicy: Cluster in Service %s.".formatted(service.name())));
        }
        service.trafficDistribution()
                .ifPresent(value -> found.add(new Finding(
                        FindingKind.SAME_ZONE_TRAFFIC, "%s has trafficDistribution %s.".formatted(name, value), "")));
        return found;
    }

    private static TrafficAnswer answer(ServiceFact service, List<PodFact> pods) {
        if (service.externalName() || service.selector().isEmpty()) {
            return TrafficAnswer.DECIDED_ELSEWHERE;
        }
        if (pods.isEmpty()) {
            return TrafficAnswer.NO_PODS;
        }
        if (service.headless()) {
            return TrafficAnswer.DECIDED_ELSEWHERE;
        }
        return service.publishNotReady() ? TrafficAnswer.STAYS : TrafficAnswer.LEAVES;
    }

    private List<ServiceReport.ServiceZone> zones(List<PodFact> pods) {
        SortedMap<String, Integer> ready = new TreeMap<>();
        nodes.zones().forEach(zone -> ready.put(zone, 0));
        pods.stream()
                .filter(PodFact::ready)
                .forEach(pod -> nodes.zone(pod).ifPresent(zone -> ready.merge(zone, 1, Integer::sum)));
        int all = ready.values().stream().mapToInt(Integer::intValue).sum();
        return ready.entrySet().stream()
                .map(zone -> new ServiceReport.ServiceZone(zone.getKey(), zone.getValue(), all - zone.getValue()))
                .toList();
    }

    /** The one that every cluster has; its endpoints are the API servers'. */
    private static boolean ofTheApiServer(ServiceFact service) {
        return service.namespace().equals("default") && service.name().equals("kubernetes");
    }
}
