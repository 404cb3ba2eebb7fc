package io.zonekeeper.observer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ObserverReport.StackRow;
import io.zonekeeper.core.health.ObserverReport.ZoneRow;
import io.zonekeeper.kube.probe.ObserverReports;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReportRowsTest {
    private final ReportRows rows = new ReportRows("observer-1", "a");

    @Test
    void whatIsWellIsCountedByZoneOnly() {
        ObserverReport report = rows.sum(List.of(well("shop/web", "b"), well("shop/web", "a")), Set.of(), 0);
        assertThat(report)
                .isEqualTo(new ObserverReport(
                        "observer-1", "a", List.of(new ZoneRow("a", 1, 0), new ZoneRow("b", 1, 0)), List.of(), 0));
    }

    @Test
    void podsThatWereNeverSeenToAnswerAreNoEvidence() {
        ObserverReport report =
                rows.sum(List.of(unproven("shop/web", "b"), failing("shop/web", "b", "n1")), Set.of(), 0);
        assertThat(report.zones()).containsExactly(new ZoneRow("b", 1, 1));
        assertThat(report.stacks()).containsExactly(new StackRow("shop/web", "b", 1, 1, 1));
        assertThat(rows.sum(List.of(unproven("shop/web", "c")), Set.of(), 0).zones())
                .containsExactly(new ZoneRow("c", 0, 0));
    }

    @Test
    void nodesOfFailingPodsAreCountedOnce() {
        List<ObservedPod.View> pods = List.of(
                failing("shop/web", "b", "n1"),
                failing("shop/web", "b", "n1"),
                failing("shop/web", "b", "n2"),
                well("shop/web", "b"));
        assertThat(rows.sum(pods, Set.of(), 0).stacks()).containsExactly(new StackRow("shop/web", "b", 4, 3, 2));
    }

    @Test
    void aStackThatRecoveredStaysListedForAWhile() {
        rows.sum(List.of(failing("shop/web", "b", "n1")), Set.of(), 0);
        List<ObservedPod.View> mended = List.of(well("shop/web", "b"));
        assertThat(rows.sum(mended, Set.of(), seconds(10)).stacks())
                .containsExactly(new StackRow("shop/web", "b", 1, 0, 0));
        assertThat(rows.sum(mended, Set.of(), seconds(10) + 1).stacks()).isEmpty();
    }

    @Test
    void aStackWhosePodsAreGoneIsNotListed() {
        rows.sum(List.of(failing("shop/web", "b", "n1")), Set.of(), 0);
        assertThat(rows.sum(List.of(), Set.of(), 1).stacks()).isEmpty();
    }

    @Test
    void aStackOutOfTrafficIsListedThoughAllIsWell() {
        Set<Stack> away = Set.of(new Stack("shop/web", "b"), new Stack("shop/web", "c"));
        assertThat(rows.sum(List.of(well("shop/web", "b")), away, 0).stacks())
                .containsExactly(new StackRow("shop/web", "b", 1, 0, 0), new StackRow("shop/web", "c", 0, 0, 0));
    }

    @Test
    void theWorstAreListedAndTheRestIsCounted() {
        List<ObservedPod.View> pods = new ArrayList<>();
        for (int i = 0; i < ObserverReports.MOST_STACKS + 5; i++) {
            pods.add(failing("shop/half-" + i, "b", "n1"));
            pods.add(well("shop/half-" + i, "b"));
        }
        pods.add(failing("shop/whole", "b", "n1"));
        ObserverReport report = rows.sum(pods, Set.of(new Stack("shop/away", "b")), 0);
        assertThat(report.stacks()).hasSize(ObserverReports.MOST_STACKS);
        assertThat(report.stacks().getFirst().service()).isEqualTo("shop/whole");
        assertThat(report.omitted()).isEqualTo(7);
    }

    @Test
    void aPodOfSeveralServicesCountsOnceForItsZone() {
        var pod = new ObservedPod.View(
                "b",
                "n1",
                true,
                2,
                List.of(
                        new ObservedPod.OwnerView("Service:shop/web", true, true),
                        new ObservedPod.OwnerView("Service:shop/all", true, false)));
        ObserverReport report = rows.sum(List.of(pod), Set.of(), 0);
        assertThat(report.zones()).containsExactly(new ZoneRow("b", 1, 1));
        assertThat(report.stacks()).containsExactly(new StackRow("Service:shop/web", "b", 1, 1, 1));
    }

    @Test
    void servicesWhoseReadyPodsNeverPassAreNamedAfterAWhile() {
        List<ObservedPod.View> pods = List.of(unproven("shop/mute", "b"), well("shop/web", "b"));
        assertThat(rows.sum(pods, Set.of(), 0).unanswered()).isEmpty();
        assertThat(rows.sum(pods, Set.of(), seconds(30)).unanswered()).containsExactly("shop/mute");
        assertThat(rows.sum(List.of(well("shop/mute", "b")), Set.of(), seconds(31))
                        .unanswered())
                .isEmpty();
        assertThat(rows.sum(pods, Set.of(), seconds(32)).unanswered()).isEmpty();
    }

    private static ObservedPod.View well(String service, String zone) {
        return view(service, zone, "n9", true, false);
    }

    private static ObservedPod.View failing(String service, String zone, String node) {
        return view(service, zone, node, true, true);
    }

    private static ObservedPod.View unproven(String service, String zone) {
        return view(service, zone, "n9", false, false);
    }

    private static ObservedPod.View view(String service, String zone, String node, boolean proven, boolean failing) {
        return new ObservedPod.View(zone, node, true, 1, List.of(new ObservedPod.OwnerView(service, proven, failing)));
    }

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
