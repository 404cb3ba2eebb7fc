package io.zonekeeper.core.audit;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.core.audit.facts.DisruptionBudget;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.ServiceFact;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.ServiceReport;
import io.zonekeeper.core.audit.findings.WorkloadReport;
import io.zonekeeper.core.audit.findings.ZonekeeperAction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.zonekeeper.core.audit.AuditCluster.GOOD;
import static io.zonekeeper.core.audit.AuditCluster.NS;
import static io.zonekeeper.core.audit.AuditorTest.finding;
import static io.zonekeeper.core.audit.AuditorTest.kinds;
import static io.zonekeeper.core.audit.AuditorTest.three;
import static org.assertj.core.api.Assertions.assertThat;

/** Whether traffic leaves a lost zone, and whether its nodes can be drained. */
class TrafficAndBudgetsTest {
    private static final String[] SIX = {"a-1", "a-2", "b-1", "b-2", "c-1", "c-2"};

    @ParameterizedTest(name = "minAvailable {0}, maxUnavailable {1}: {2}")
    @CsvSource({
        "6,    ,     BUDGET_BLOCKS_DRAIN",
        "7,    ,     BUDGET_BLOCKS_DRAIN",
        "100%, ,     BUDGET_BLOCKS_DRAIN",
        "84%,  ,     BUDGET_BLOCKS_DRAIN",
        ",     0,    BUDGET_BLOCKS_DRAIN",
        ",     0%,   BUDGET_BLOCKS_DRAIN",
        ",     1%,   ",
        ",     1,    ",
        "4,    ,     ",
        "50%,  ,     ",
    })
    void aBudgetThatAllowsNothingBlocksDrains(String least, String most, FindingKind expected) {
        WorkloadReport web = three().deployment("web", GOOD, SIX)
                .budget("guard", "web", least, most)
                .audit("web");
        if (expected == null) {
            assertThat(web.findings()).isEmpty();
        } else {
            assertThat(kinds(web)).containsExactly(expected);
            assertThat(web.grade()).isEqualTo(Grade.C);
            assertThat(web.change()).contains("maxUnavailable: 1", "guard");
        }
    }

    @Test
    void severalBudgetsOverAPodRefuseEveryEviction() {
        WorkloadReport web = three().deployment("web", GOOD, SIX)
                .budget("one", "web", null, "1")
                .budget("two", "web", null, "1")
                .audit("web");
        assertThat(finding(web, FindingKind.BUDGETS_OVERLAP).message()).contains("one and two");
        assertThat(web.grade()).isEqualTo(Grade.C);
    }

    @Test
    void aBudgetThatAllowsNothingNowIsReported() {
        WorkloadReport web = three().deployment("web", GOOD, SIX)
                .budget("web", "web", null, "1", Optional.of(new DisruptionBudget.Status(0, 5, 5)))
                .audit("web");
        assertThat(kinds(web)).containsExactly(FindingKind.BUDGET_EXHAUSTED);
        assertThat(web.grade()).isEqualTo(Grade.B);
    }

    @Test
    void unreadyPodsThatNothingReplacesAreKeptByTheirBudget() {
        AuditCluster cluster = three().workload("StatefulSet", "db", GOOD, "a-1", "b-1", "c-1")
                .budget("db", "db", null, "1", Optional.of(new DisruptionBudget.Status(1, 3, 2)));
        assertThat(kinds(cluster.audit("db"))).doesNotContain(FindingKind.BUDGET_KEEPS_UNREADY);
        WorkloadReport two = three().workload("StatefulSet", "db", GOOD, "a-1", "a-2", "b-1", "b-2", "c-1", "c-2")
                .budget("db", "db", null, "1", Optional.of(new DisruptionBudget.Status(1, 6, 5)))
                .audit("db");
        assertThat(finding(two, FindingKind.BUDGET_KEEPS_UNREADY).change())
                .contains("unhealthyPodEvictionPolicy: AlwaysAllow");
    }

    @Test
    void servicesSayWhereTheirTrafficGoes() {
        ServiceFact plain = AuditCluster.service("plain", "web");
        AuditReport report = three().deployment("web", GOOD, SIX)
                .service(plain)
                .service(new ServiceFact(NS, "headless", plain.selector(), false, true, true, false, Optional.empty()))
                .service(new ServiceFact(NS, "unready", plain.selector(), false, false, true, false, Optional.empty()))
                .service(new ServiceFact(NS, "local", plain.selector(), false, false, false, true, Optional.empty()))
                .service(new ServiceFact(
                        NS, "near", plain.selector(), false, false, false, false, Optional.of("PreferClose")))
                .service(new ServiceFact(NS, "name", Optional.empty(), true, false, false, false, Optional.empty()))
                .service(new ServiceFact(NS, "manual", Optional.empty(), false, false, false, false, Optional.empty()))
                .service(AuditCluster.service("empty", "nothing"))
                .audit();
        assertThat(report.services())
                .extracting(service -> service.name() + " " + service.traffic() + " "
                        + service.findings().stream().map(Finding::kind).toList())
                .containsExactly(
                        "empty NO_PODS [SELECTS_NO_POD]",
                        "headless DECIDED_ELSEWHERE [HEADLESS]",
                        "local LEAVES [LOCAL_TRAFFIC]",
                        "manual DECIDED_ELSEWHERE [NO_SELECTOR]",
                        "name DECIDED_ELSEWHERE [EXTERNAL_NAME]",
                        "near LEAVES [SAME_ZONE_TRAFFIC]",
                        "plain LEAVES []",
                        "unready STAYS [NOT_READY_PUBLISHED]");
        ServiceReport service = report.services().get(6);
        assertThat(service.zones()).extracting(ServiceReport.ServiceZone::left).containsExactly(4, 4, 4);
        assertThat(service.workloads()).containsExactly("Deployment shop/web");
        assertThat(report.workloads().getFirst().grade()).isEqualTo(Grade.C);
    }

    @Test
    void traffickedPodsWithoutAReadinessProbeAreReported() {
        PodNeeds blind =
                new PodNeeds(GOOD.demand(), GOOD.requests(), GOOD.spreads(), List.of(), OptionalInt.of(300), false);
        assertThat(kinds(three().deployment("web", blind, SIX).audit("web"))).isEmpty();
        WorkloadReport web =
                three().deployment("web", blind, SIX).service("web").audit("web");
        assertThat(web.change()).isEqualTo("Add spec.template.spec.containers[*].readinessProbe.");
        assertThat(web.grade()).isEqualTo(Grade.B);
    }

    @Test
    void aLocalServiceOfADaemonSetIsAsMeant() {
        ServiceFact plain = AuditCluster.service("agent", "agent");
        AuditReport report = three().workload("DaemonSet", "agent", GOOD, SIX)
                .service(new ServiceFact(NS, "agent", plain.selector(), false, false, false, true, Optional.empty()))
                .audit();
        assertThat(report.services().getFirst().findings()).isEmpty();
    }

    @Test
    void withoutAServiceOrWithAHeadlessOneAZoneFailoverHasNothingToWrite() {
        WorkloadReport worker = three().deployment("worker", GOOD, SIX).audit("worker");
        assertThat(worker.zones().getFirst().zonekeeper().kind()).isEqualTo("ZonedService");
        assertThat(worker.zones().getFirst().zonekeeper().message()).contains("no Service selects its pods");
        ServiceFact plain = AuditCluster.service("db", "db");
        WorkloadReport db = three().workload("StatefulSet", "db", GOOD, "a-1", "b-1", "c-1")
                .service(new ServiceFact(NS, "db", plain.selector(), false, true, false, false, Optional.empty()))
                .audit("db");
        assertThat(db.zones().getFirst().zonekeeper().action()).isEqualTo(ZonekeeperAction.CANNOT_HELP);
        assertThat(db.zones().getFirst().zonekeeper().message()).contains("headless");
    }

    @Test
    void whoHasTwoProblemsKeepsItsTrafficWhereNothingElseIsReady() {
        WorkloadReport db =
                three().workload("StatefulSet", "db", GOOD, "a-1").service("db").audit("db");
        assertThat(db.grade()).isEqualTo(Grade.F);
        assertThat(db.zones().getFirst().zonekeeper().message()).isEqualTo("No other zone has a ready pod.");
    }
}
