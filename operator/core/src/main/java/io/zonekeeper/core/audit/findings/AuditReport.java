package io.zonekeeper.core.audit.findings;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.audit.facts.Unread;

/**
 * All of an audit.
 *
 * @param grade the average of all workloads, and not better than what was found about the cluster allows
 * @param grades how many workloads have each grade
 * @param zones the zones, by name
 * @param findings what was found about the cluster
 * @param changes what improves grades, the change that helps most first
 * @param workloads the workloads, the worst grade first
 * @param services the Services, by namespace and name
 * @param notAudited what was passed over, as sentences
 * @param unread what could not be listed
 */
public record AuditReport(
        Grade grade,
        Map<Grade, Integer> grades,
        List<ZoneReport> zones,
        List<Finding> findings,
        List<Change> changes,
        List<WorkloadReport> workloads,
        List<ServiceReport> services,
        List<String> notAudited,
        List<Unread> unread) {
    /** Copies the collections. */
    public AuditReport {
        Map<Grade, Integer> all = new EnumMap<>(Grade.class);
        for (Grade each : Grade.values()) {
            all.put(each, grades.getOrDefault(each, 0));
        }
        grades = Collections.unmodifiableMap(all);
        zones = List.copyOf(zones);
        findings = List.copyOf(findings);
        changes = List.copyOf(changes);
        workloads = List.copyOf(workloads);
        services = List.copyOf(services);
        notAudited = List.copyOf(notAudited);
        unread = List.copyOf(unread);
    }

    /** Returns the worst grade of a workload; A where there is none. */
    public Grade worst() {
        return workloads.stream().map(WorkloadReport::grade).reduce(Grade.A, Grade::worst);
    }
}
