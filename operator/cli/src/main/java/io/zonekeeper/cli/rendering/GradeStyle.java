package io.zonekeeper.cli.rendering;

import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.audit.findings.ZoneImpact;

/** CSS classes of grades and numbers. Each of them is also readable without colours. */
final class GradeStyle {
    private GradeStyle() {}

    static String of(Grade grade) {
        return switch (grade) {
            case A, B -> "good";
            case C -> "fair";
            case D, F -> "bad";
        };
    }

    static String badge(Grade grade) {
        return "<span class=\"grade %s\">%s</span>".formatted(of(grade), grade);
    }

    static String of(WorkloadReport workload, ZoneImpact zone) {
        if (workload.minimum() > 0 && zone.ready() > 0 && zone.left() == 0) {
            return "bad";
        }
        return zone.aboveMinimum() ? "good" : "fair";
    }
}
