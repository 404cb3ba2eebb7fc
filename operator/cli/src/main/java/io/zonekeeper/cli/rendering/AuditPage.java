package io.zonekeeper.cli.rendering;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Change;
import io.zonekeeper.core.audit.findings.Count;
import io.zonekeeper.core.audit.findings.ZoneReport;

/** The report of an audit as one page of HTML, without scripts and without anything to load. */
public final class AuditPage {
    private static final int MOST_CHANGES = 10;
    private static final int MOST_NAMES = 12;

    private final AuditReport report;
    private final Instant at;

    private AuditPage(AuditReport report, Instant at) {
        this.report = report;
        this.at = at;
    }

    /**
     * Returns the page.
     *
     * @param at when the cluster was read
     */
    public static String of(AuditReport report, Instant at) {
        AuditPage page = new AuditPage(report, at.truncatedTo(ChronoUnit.SECONDS));
        return Html.page(
                "Zone audit: grade " + report.grade(),
                page.header()
                        + "<main>\n"
                        + page.summary()
                        + page.zones()
                        + page.changes()
                        + AuditSections.workloads(report)
                        + AuditSections.services(report)
                        + AuditSections.details(report)
                        + page.remarks()
                        + "</main>\n"
                        + footer());
    }

    private String header() {
        return """
                <header>
                <h1>Zone audit</h1>
                <p class="muted">What would happen to %s and %s if a zone were lost. %s, read at %s.</p>
                </header>
                """.formatted(
                        Count.of(report.workloads().size(), "workload"),
                        Count.of(report.services().size(), "Service"),
                        Count.of(report.zones().size(), "zone"),
                        at);
    }

    private String summary() {
        return """
                <section class="summary" aria-label="Summary">
                <div class="overall"><span class="grade %s">%s</span><span class="muted">overall</span></div>
                <div>
                <ul class="counts">%s</ul>
                %s%s</div>
                </section>
                """.formatted(
                GradeStyle.of(report.grade()),
                report.grade(),
                Html.each(
                        report.grades().entrySet(),
                        grade -> "<li>%s %d</li>".formatted(GradeStyle.badge(grade.getKey()), grade.getValue())),
                Html.each(
                        report.findings(),
                        finding -> "<p>%s <span class=\"change\">%s</span></p>%n"
                                .formatted(Html.text(finding.message()), Html.text(finding.change()))),
                Html.each(
                        report.changes().stream().limit(1).toList(),
                        change -> "<p>What helps most: <span class=\"change\">%s</span> It improves %s.</p>%n"
                                .formatted(
                                        Html.text(change.sentence()),
                                        Count.of(change.workloads().size(), "workload"))));
    }

    private String zones() {
        return "<section>\n<h2>Zones</h2>\n"
                + Html.table(
                        "If this zone is lost. Outages: workloads without a ready pod. Not replaced: pods that Kubernetes would not replace in other zones.",
                        List.of(
                                "Zone",
                                "Nodes ready",
                                "Pods",
                                "Outages",
                                "Below minimum",
                                "Not replaced",
                                "No room",
                                "Last replacement after"),
                        Html.each(report.zones(), AuditPage::row))
                + "</section>\n";
    }

    private static String row(ZoneReport zone) {
        return "<tr><th scope=\"row\">%s</th>%s%s%s%s%s%s%s</tr>%n"
                .formatted(
                        Html.text(zone.zone()),
                        Html.cell("%d of %d".formatted(zone.readyNodes(), zone.nodes())),
                        Html.number(zone.pods(), ""),
                        Html.number(zone.outages(), zone.outages() > 0 ? "bad" : ""),
                        Html.number(zone.belowMinimum(), zone.belowMinimum() > 0 ? "fair" : ""),
                        Html.number(zone.notReplaced(), zone.notReplaced() > 0 ? "fair" : ""),
                        Html.number(zone.noRoom(), zone.noRoom() > 0 ? "fair" : ""),
                        Html.cell(zone.lastReplacementAfterSeconds() + " s"));
    }

    private String changes() {
        if (report.changes().isEmpty()) {
            return "";
        }
        return "<section>\n<h2>What helps most</h2>\n<ol>\n%s</ol>%n</section>%n"
                .formatted(
                        Html.each(report.changes().stream().limit(MOST_CHANGES).toList(), AuditPage::item));
    }

    private static String item(Change change) {
        List<String> names = change.workloads().stream().limit(MOST_NAMES).toList();
        int more = change.workloads().size() - names.size();
        return "<li><span class=\"change\">%s</span> <span class=\"muted\">%s: %s%s</span></li>%n"
                .formatted(
                        Html.text(change.sentence()),
                        change.kind().word(),
                        Html.text(String.join(", ", names)),
                        more > 0 ? " and %d more".formatted(more) : "");
    }

    private String remarks() {
        if (report.notAudited().isEmpty() && report.unread().isEmpty()) {
            return "";
        }
        return "<section>\n<h2>Not audited</h2>\n<ul>\n%s%s</ul>%n</section>%n"
                .formatted(
                        Html.each(report.notAudited(), sentence -> "<li>%s</li>%n".formatted(Html.text(sentence))),
                        Html.each(
                                report.unread(),
                                unread -> "<li class=\"fair\">%s</li>%n".formatted(Html.text(unread.message()))));
    }

    private static String footer() {
        return """
                <footer>
                <p>A: enough remains at once and the rest is replaced automatically. B: enough remains at once; something is missing that
                does not stop it. C: less than the minimum remains until pods are replaced, or replacements, drains or traffic are stuck.
                D: nothing remains until pods are replaced, or less than the minimum and no replacement. F: nothing remains and nothing
                is replaced.</p>
                <p>Room is calculated for all pods of the zone together, from requests. Autoscalers, preemption, affinity to other pods,
                extended resources and ports are not counted. Times are those of Kubernetes' default settings.</p>
                </footer>
                """;
    }
}
