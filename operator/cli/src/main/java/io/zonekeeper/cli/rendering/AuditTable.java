package io.zonekeeper.cli.rendering;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

import io.zonekeeper.cli.terminal.Colour;
import io.zonekeeper.cli.terminal.TextTable;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Change;
import io.zonekeeper.core.audit.findings.Count;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind.Effect;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.ServiceReport;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.audit.findings.ZoneImpact;
import io.zonekeeper.core.audit.findings.ZoneReport;
import io.zonekeeper.core.audit.findings.ZonekeeperAction;
import io.zonekeeper.core.audit.findings.ZonekeeperAnswer;

/** The report of an audit on a terminal. */
public final class AuditTable {
    private static final int MOST_CHANGES = 5;
    private static final int MOST_NAMES = 3;

    private final AuditReport report;
    private final PrintWriter out;

    private AuditTable(AuditReport report, PrintWriter out) {
        this.report = report;
        this.out = out;
    }

    /** Prints a report. */
    public static void print(AuditReport report, PrintWriter out) {
        AuditTable table = new AuditTable(report, out);
        table.summary();
        table.zones();
        table.workloads();
        table.services();
        table.changes();
        table.remarks();
    }

    private void summary() {
        out.printf(
                "Grade %s: %s%s in %s%n",
                coloured(report.grade()),
                Count.of(report.workloads().size(), "workload"),
                report.workloads().isEmpty()
                        ? ""
                        : report.grades().entrySet().stream()
                                .filter(grade -> grade.getValue() > 0)
                                .map(grade -> grade.getValue() + " " + grade.getKey())
                                .collect(Collectors.joining(", ", " (", ")")),
                Count.of(report.zones().size(), "zone"));
        report.findings().forEach(finding -> out.println("  " + finding.message() + " " + finding.change()));
        out.println();
    }

    private void zones() {
        var table = new TextTable(
                "",
                "IF LOST",
                "NODES",
                "PODS",
                "OUTAGES",
                "BELOW MINIMUM",
                "NOT REPLACED",
                "NO ROOM",
                "LAST REPLACEMENT AFTER");
        for (ZoneReport zone : report.zones()) {
            table.row(
                    zone.zone(),
                    zone.readyNodes() + "/" + zone.nodes(),
                    "" + zone.pods(),
                    bad(zone.outages()),
                    bad(zone.belowMinimum()),
                    bad(zone.notReplaced()),
                    bad(zone.noRoom()),
                    zone.lastReplacementAfterSeconds() + " s");
        }
        table.print(out);
        out.println();
    }

    private void workloads() {
        List<String> heads = new ArrayList<>(List.of("WORKLOAD", "GRADE"));
        report.zones().forEach(zone -> heads.add("WITHOUT " + zone.zone()));
        heads.addAll(List.of("MINIMUM", "ZONEKEEPER", "FINDINGS"));
        var table = new TextTable("", heads.toArray(String[]::new));
        for (WorkloadReport workload : report.workloads()) {
            List<String> cells = new ArrayList<>(List.of(workload.text(), coloured(workload.grade())));
            workload.zones().forEach(zone -> cells.add(cell(workload, zone)));
            cells.add("" + workload.minimum());
            cells.add(action(workload));
            cells.add(workload.findings().isEmpty() ? "-" : words(workload.findings()));
            table.row(cells);
        }
        if (report.workloads().isEmpty()) {
            out.println("No workload runs here.");
        } else {
            table.print(out);
        }
        out.println();
    }

    private static String cell(WorkloadReport workload, ZoneImpact zone) {
        String text = "%d/%d".formatted(zone.left(), workload.desired());
        if (workload.minimum() > 0 && zone.ready() > 0 && zone.left() == 0) {
            return Colour.RED.where(text);
        }
        return zone.aboveMinimum() ? text : Colour.YELLOW.where(text);
    }

    /** The least that Zonekeeper would do for one of the zones. */
    private static String action(WorkloadReport workload) {
        return workload.zones().stream()
                .map(ZoneImpact::zonekeeper)
                .filter(answer -> answer.action() != ZonekeeperAction.NOT_NEEDED)
                .max(Comparator.comparing(ZonekeeperAnswer::action))
                .map(answer -> answer.action().word()
                        + (answer.kind().equals("ZonedService")
                                        && !workload.kind().equals("ZonedService")
                                ? " (as ZonedService)"
                                : ""))
                .orElse("-");
    }

    private void services() {
        List<ServiceReport> noted = report.services().stream()
                .filter(service -> !service.findings().isEmpty())
                .toList();
        if (noted.isEmpty()) {
            return;
        }
        var table = new TextTable("", "SERVICE", "TRAFFIC OF A LOST ZONE", "FINDINGS");
        noted.forEach(service -> table.row(
                service.namespace() + "/" + service.name(), service.traffic().word(), words(service.findings())));
        table.print(out);
        out.println();
    }

    private void changes() {
        if (report.changes().isEmpty()) {
            return;
        }
        out.println("What helps most:");
        int number = 1;
        for (Change change : report.changes().stream().limit(MOST_CHANGES).toList()) {
            out.printf("  %d. %s%n", number++, change.sentence());
            out.printf(
                    "     %s: %s%s%n",
                    change.kind().word(),
                    String.join(
                            ", ", change.workloads().stream().limit(MOST_NAMES).toList()),
                    change.workloads().size() > MOST_NAMES
                            ? " and %d more".formatted(change.workloads().size() - MOST_NAMES)
                            : "");
        }
        out.println();
    }

    private void remarks() {
        report.notAudited().forEach(sentence -> out.println("Not audited: " + sentence));
        report.unread().forEach(unread -> out.println("Not read: " + unread.message()));
        out.println("Every finding with its change: -o html or -o json.");
    }

    private static String words(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.kind().effect() == Effect.NOTE
                        ? "(" + finding.kind().word() + ")"
                        : finding.kind().word())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static String bad(int number) {
        return number == 0 ? "0" : Colour.YELLOW.where("" + number);
    }

    private static String coloured(Grade grade) {
        return switch (grade) {
            case A, B -> Colour.GREEN.where(grade.name());
            case C -> Colour.YELLOW.where(grade.name());
            case D, F -> Colour.RED.where(grade.name());
        };
    }
}
