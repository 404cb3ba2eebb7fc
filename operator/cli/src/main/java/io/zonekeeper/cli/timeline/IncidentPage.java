package io.zonekeeper.cli.timeline;

import java.util.List;

import io.zonekeeper.cli.rendering.Html;

/** An incident as one page of HTML, without scripts and without anything to load: for a post-mortem. */
final class IncidentPage {
    private static final List<String> HEADS = List.of("after", "time", "object", "reason", "message", "from");

    private IncidentPage() {}

    static String of(IncidentReport report) {
        return Html.page("Incident of " + report.zone(), """
                <header>
                <h1>Incident of %s</h1>
                <p class="muted">Began at %s, %s %s.</p>
                </header>
                <main>
                %s%s%s%s</main>
                """.formatted(
                Html.text(report.zone()),
                report.began(),
                report.ended() == null ? "not over after" : "over after",
                report.lasted(),
                milestones(report),
                report.refusals().isEmpty() ? "<p>Nothing was refused.</p>\n" : lines("Refused", report.refusals()),
                lines("All records", report.records()),
                Html.each(report.incomplete(), problem -> "<p>Incomplete: %s</p>\n".formatted(Html.text(problem)))));
    }

    private static String milestones(IncidentReport report) {
        return Html.table(
                "Milestones",
                List.of("milestone", "after", "time", "detail"),
                Html.each(report.milestones(), each -> row(each.milestone(), each.after(), each.at(), each.detail())));
    }

    private static String lines(String caption, List<IncidentReport.Line> lines) {
        return Html.table(
                caption,
                HEADS,
                Html.each(
                        lines,
                        each -> row(
                                each.after(),
                                each.at(),
                                each.kind() + " " + each.object(),
                                each.reason(),
                                each.message(),
                                each.source())));
    }

    private static String row(String... cells) {
        return "<tr>%s</tr>\n".formatted(Html.each(List.of(cells), Html::cell));
    }
}
