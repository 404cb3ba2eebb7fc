package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.ServiceReport;
import io.zonekeeper.core.audit.findings.TrafficAnswer;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.audit.findings.ZoneImpact;
import io.zonekeeper.core.audit.findings.ZonekeeperAction;

/**
 * Which Services of an audit a ZoneFailover would protect, and why it would not protect the others.
 *
 * @param namespaces by namespace, what is found of its Services; only those with Services that were asked for
 */
public record Protection(SortedMap<String, OfNamespace> namespaces) {
    private static final Set<String> MANAGED = Set.of("ZonedService", "MongoCluster", "ZonalProxy");

    /**
     * What is found of the Services of a namespace.
     *
     * @param names names of those that are protected
     * @param all whether these are all Services that there are
     * @param unprotected by name, why others are not protected
     * @param limits what would not be done for those that are protected, as sentences
     */
    public record OfNamespace(
            List<String> names, boolean all, SortedMap<String, String> unprotected, List<String> limits) {
        /** Copies the lists. */
        public OfNamespace {
            names = List.copyOf(names);
            limits = List.copyOf(limits);
        }
    }

    /**
     * Returns what is found.
     *
     * @param asked names of the only Services that matter; empty for all
     */
    public static Protection of(AuditReport report, Set<String> asked) {
        Map<String, WorkloadReport> workloads = report.workloads().stream()
                .collect(Collectors.toMap(WorkloadReport::text, Function.identity(), (one, other) -> one));
        SortedMap<String, List<ServiceReport>> services = new TreeMap<>();
        report.services()
                .forEach(service -> services.computeIfAbsent(service.namespace(), name -> new ArrayList<>())
                        .add(service));
        SortedMap<String, OfNamespace> found = new TreeMap<>();
        services.forEach((namespace, all) -> {
            List<ServiceReport> wanted = all.stream()
                    .filter(service -> asked.isEmpty() || asked.contains(service.name()))
                    .toList();
            if (!wanted.isEmpty()) {
                found.put(namespace, namespace(wanted, all.size(), workloads));
            }
        });
        return new Protection(found);
    }

    private static OfNamespace namespace(
            List<ServiceReport> services, int there, Map<String, WorkloadReport> workloads) {
        List<String> names = new ArrayList<>();
        SortedMap<String, String> unprotected = new TreeMap<>();
        List<String> limits = new ArrayList<>();
        for (ServiceReport service : services) {
            Optional<String> why = unprotected(service);
            if (why.isPresent()) {
                unprotected.put(service.name(), why.get());
                continue;
            }
            names.add(service.name());
            service.workloads().stream()
                    .flatMap(workload -> Optional.ofNullable(workloads.get(workload)).stream())
                    .flatMap(workload -> limit(workload).stream())
                    .filter(limit -> !limits.contains(limit))
                    .forEach(limits::add);
        }
        return new OfNamespace(names, names.size() == there, unprotected, limits);
    }

    private static Optional<String> unprotected(ServiceReport service) {
        boolean ours = service.workloads().stream().anyMatch(text -> MANAGED.contains(text.split(" ", 2)[0]));
        if (ours) {
            return Optional.of("Zonekeeper manages its pods already");
        }
        if (has(service, FindingKind.EXTERNAL_NAME)) {
            return Optional.of("it is of type ExternalName and has no pods");
        }
        if (has(service, FindingKind.NO_SELECTOR)) {
            return Optional.of("it has no selector: somebody else decides who serves");
        }
        if (has(service, FindingKind.HEADLESS)) {
            return Optional.of("it is headless: let clients use a Service with a cluster IP");
        }
        if (service.traffic() == TrafficAnswer.NO_PODS) {
            return Optional.of("it selects no pod");
        }
        long zones = service.zones().stream().filter(zone -> zone.ready() > 0).count();
        return zones < 2
                ? Optional.of("it has ready pods in %d zone: spread them over zones, with at least two replicas"
                        .formatted(zones)
                        .replace("0 zone", "no zone"))
                : Optional.empty();
    }

    private static boolean has(ServiceReport service, FindingKind kind) {
        return service.findings().stream().anyMatch(finding -> finding.kind() == kind);
    }

    /** What would be left alone in the first zone of which that is so. */
    private static Optional<String> limit(WorkloadReport workload) {
        return workload.zones().stream()
                .map(ZoneImpact::zonekeeper)
                .filter(answer -> answer.action() == ZonekeeperAction.STOP_TRAFFIC)
                .findFirst()
                .map(answer -> "%s %s: %s".formatted(workload.kind(), workload.name(), answer.message()));
    }
}
