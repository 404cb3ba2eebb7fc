package io.zonekeeper.cli.rendering;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind.Effect;
import io.zonekeeper.core.audit.findings.ServiceReport;
import io.zonekeeper.core.audit.findings.StockRecovery;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.audit.findings.ZoneImpact;
import io.zonekeeper.core.audit.findings.ZoneReport;

/** The sections of the page that have an entry for each workload or Service. */
final class AuditSections {
    private AuditSections() {}

    static String workloads(AuditReport report) {
        List<String> heads = new ArrayList<>(List.of("Workload", "Grade"));
        report.zones().forEach(zone -> heads.add("Left without " + zone.zone()));
        heads.addAll(List.of("Minimum", "Findings"));
        return "<section>\n<h2>Workloads</h2>\n"
                + Html.table(
                        "Ready pods outside of each zone, of those desired, and what Zonekeeper would do if the zone is lost. The worst first.",
                        heads,
                        Html.each(report.workloads(), AuditSections::row))
                + "</section>\n";
    }

    private static String row(WorkloadReport workload) {
        return "<tr><th scope=\"row\">%s<small>%s</small></th><td>%s</td>%s<td>%d<small>%s</small></td>%s</tr>%n"
                .formatted(
                        workload.findings().isEmpty()
                                ? Html.text(workload.namespace() + "/" + workload.name())
                                : "<a href=\"#%s\">%s</a>"
                                        .formatted(
                                                id(workload), Html.text(workload.namespace() + "/" + workload.name())),
                        Html.text(workload.kind()),
                        GradeStyle.badge(workload.grade()),
                        Html.each(workload.zones(), zone -> cell(workload, zone)),
                        workload.minimum(),
                        Html.text(workload.minimumFrom()),
                        Html.cell(
                                workload.findings().isEmpty()
                                        ? "–"
                                        : String.join(
                                                ", ",
                                                workload.findings().stream()
                                                        .filter(finding ->
                                                                finding.kind().effect() != Effect.NOTE)
                                                        .map(finding ->
                                                                finding.kind().word())
                                                        .distinct()
                                                        .toList())));
    }

    private static String cell(WorkloadReport workload, ZoneImpact zone) {
        return "<td class=\"%s\">%d of %d (%d %%)<small>%s</small></td>"
                .formatted(
                        GradeStyle.of(workload, zone),
                        zone.left(),
                        workload.desired(),
                        zone.leftPercent(),
                        zone.zonekeeper().action().word());
    }

    static String services(AuditReport report) {
        if (report.services().isEmpty()) {
            return "";
        }
        List<String> heads = new ArrayList<>(List.of("Service", "Traffic of a lost zone"));
        report.zones().forEach(zone -> heads.add("Left without " + zone.zone()));
        heads.add("Findings");
        return "<section>\n<h2>Services</h2>\n"
                + Html.table(
                        "Ready pods behind each Service outside of each zone.",
                        heads,
                        Html.each(report.services(), AuditSections::row))
                + "</section>\n";
    }

    private static String row(ServiceReport service) {
        return "<tr><th scope=\"row\">%s</th>%s%s%s</tr>%n"
                .formatted(
                        Html.text(service.namespace() + "/" + service.name()),
                        Html.cell(
                                switch (service.traffic()) {
                                    case LEAVES -> "leaves with the endpoints";
                                    case STAYS -> "stays until pods are deleted";
                                    case DECIDED_ELSEWHERE -> "not decided by the Service";
                                    case NO_PODS -> "has no pods";
                                }),
                        Html.each(service.zones(), zone -> "<td>%d</td>".formatted(zone.left())),
                        Html.cell(service.findings().isEmpty() ? "–" : sentences(service.findings())));
    }

    private static String sentences(List<Finding> findings) {
        return String.join(" ", findings.stream().map(Finding::message).toList());
    }

    static String details(AuditReport report) {
        List<WorkloadReport> found = report.workloads().stream()
                .filter(workload -> !workload.findings().isEmpty())
                .toList();
        if (found.isEmpty()) {
            return "";
        }
        return "<section>\n<h2>Findings</h2>\n" + Html.each(found, workload -> article(report, workload))
                + "</section>\n";
    }

    private static String article(AuditReport report, WorkloadReport workload) {
        return """
                <article id="%s">
                <h3>%s %s</h3>
                %s<dl>
                %s<dt>Kubernetes alone</dt><dd>%s</dd>
                <dt>Zonekeeper</dt><dd>%s</dd>
                </dl>
                </article>
                """.formatted(
                        id(workload),
                        Html.text(workload.text()),
                        GradeStyle.badge(workload.grade()),
                        workload.change().isEmpty()
                                ? ""
                                : "<p>What helps most: <span class=\"change\">%s</span></p>%n"
                                        .formatted(Html.text(workload.change())),
                        Html.each(workload.findings(), AuditSections::entry),
                        byZone(report, workload, zone -> stock(zone.stock())),
                        byZone(
                                report,
                                workload,
                                zone -> "%s: %s"
                                        .formatted(
                                                zone.zonekeeper().action().word(),
                                                zone.zonekeeper().message())));
    }

    private static String entry(Finding finding) {
        return "<dt>%s</dt><dd>%s%s</dd>%n"
                .formatted(
                        finding.kind().word(),
                        Html.text(finding.message()),
                        finding.change().isEmpty() ? "" : "<br>" + Html.text(finding.change()));
    }

    /** Zones with the same answer share it. */
    private static String byZone(AuditReport report, WorkloadReport workload, Function<ZoneImpact, String> answer) {
        SortedMap<String, List<String>> zones = new TreeMap<>();
        workload.zones().stream()
                .filter(zone -> zone.pods() > 0)
                .forEach(zone -> zones.computeIfAbsent(answer.apply(zone), key -> new ArrayList<>())
                        .add(zone.zone()));
        List<String> all = report.zones().stream().map(ZoneReport::zone).toList();
        return zones.isEmpty()
                ? "No pod of it is in a zone."
                : Html.each(
                        zones.entrySet(),
                        group -> group.getValue().equals(all)
                                ? "<div>%s</div>".formatted(Html.text(group.getKey()))
                                : "<div>%s: %s</div>"
                                        .formatted(
                                                Html.text(String.join(", ", group.getValue())),
                                                Html.text(group.getKey())));
    }

    private static String stock(StockRecovery stock) {
        String leave = "endpoints leave after %d s, ".formatted(stock.endpointsLeaveAfterSeconds());
        if (!stock.replaced()) {
            return leave + "no pod is replaced";
        }
        return leave
                + (stock.firstAfterSeconds() == stock.lastAfterSeconds()
                        ? "pods are replaced after %d s".formatted(stock.firstAfterSeconds())
                        : "pods are replaced after %d to %d s"
                                .formatted(stock.firstAfterSeconds(), stock.lastAfterSeconds()));
    }

    private static String id(WorkloadReport workload) {
        return Html.text("%s-%s-%s".formatted(workload.namespace(), workload.kind(), workload.name()));
    }
}
