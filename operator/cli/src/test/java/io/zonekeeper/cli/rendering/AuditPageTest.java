package io.zonekeeper.cli.rendering;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.audit.facts.Unread;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Change;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.ServiceReport;
import io.zonekeeper.core.audit.findings.StockRecovery;
import io.zonekeeper.core.audit.findings.TrafficAnswer;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.audit.findings.ZoneImpact;
import io.zonekeeper.core.audit.findings.ZoneReport;
import io.zonekeeper.core.audit.findings.ZonekeeperAction;
import io.zonekeeper.core.audit.findings.ZonekeeperAnswer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AuditPageTest {
    private static final String EVIL = "<script>\"'&";

    /** A file may hold names that no API server would accept. */
    @Test
    void textsAreEscapedWhereverTheyAre() {
        Finding finding = new Finding(FindingKind.NO_ROOM, List.of(EVIL), EVIL, EVIL);
        ZoneImpact impact = new ZoneImpact(
                EVIL,
                1,
                1,
                0,
                0,
                false,
                1,
                new StockRecovery(50, false, 0, 0),
                new ZonekeeperAnswer(ZonekeeperAction.CANNOT_HELP, EVIL, EVIL));
        WorkloadReport workload = new WorkloadReport(
                EVIL, EVIL, EVIL, Grade.F, 1, 1, 1, EVIL, List.of(impact), List.of(EVIL), List.of(finding), EVIL);
        ServiceReport service = new ServiceReport(
                EVIL,
                EVIL,
                TrafficAnswer.LEAVES,
                List.of(new ServiceReport.ServiceZone(EVIL, 1, 0)),
                List.of(EVIL),
                List.of(finding));
        String page = AuditPage.of(
                new AuditReport(
                        Grade.F,
                        Map.of(Grade.F, 1),
                        List.of(new ZoneReport(EVIL, 1, 1, 1, 1, 1, 1, 1, 350)),
                        List.of(finding),
                        List.of(new Change(FindingKind.NO_ROOM, EVIL, 1, List.of(EVIL))),
                        List.of(workload),
                        List.of(service),
                        List.of(EVIL),
                        List.of(new Unread(EVIL, EVIL))),
                Instant.EPOCH);
        assertThat(page).doesNotContain("<script").contains("&lt;script&gt;&quot;&#39;&amp;");
    }

    /** It can be sent, opened and printed without a network. */
    @Test
    void nothingIsLoaded() {
        String page = AuditPage.of(
                new AuditReport(
                        Grade.A, Map.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()),
                Instant.EPOCH);
        assertThat(page)
                .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
                .contains("@media print", "prefers-color-scheme: dark")
                .doesNotContain("http:", "https:", "src=", "url(", "@import");
    }
}
