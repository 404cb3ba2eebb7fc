package io.zonekeeper.observer;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ObserverReport.StackRow;
import io.zonekeeper.core.health.ObserverReport.ZoneRow;
import io.zonekeeper.kube.probe.ObserverReports;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ObserverReportsTest {
    private static final ObserverReport REPORT = new ObserverReport(
            "observer-1",
            "us-east-1a",
            List.of(new ZoneRow("us-east-1b", 10, 4)),
            List.of(new StackRow("shop/front", "us-east-1b", 5, 4, 2)),
            3);

    private static final String TEXT = """
            {"observer":"observer-1","zone":"us-east-1a",\
            "zones":[{"zone":"us-east-1b","samples":10,"failures":4}],\
            "stacks":[{"service":"shop/front","zone":"us-east-1b","samples":5,"failures":4,"failingNodes":2}],\
            "omitted":3}""";

    @Test
    void theTextIsAsItWasAgreed() {
        assertThat(ObserverReports.encode(REPORT)).isEqualTo(TEXT);
        assertThat(ObserverReports.decode(TEXT)).isEqualTo(REPORT);
    }

    @Test
    void servicesWithoutAnAnswerAreInItWhereThereAreAny() {
        var report = new ObserverReport("o", "a", List.of(), List.of(), 0, List.of("Service:shop/web"));
        assertThat(ObserverReports.encode(report)).endsWith(",\"unanswered\":[\"Service:shop/web\"]}");
        assertThat(ObserverReports.decode(ObserverReports.encode(report))).isEqualTo(report);
    }

    @Test
    void theLeaseHoldsIt() {
        assertThat(ObserverReports.of(lease(Map.of(ObserverReports.ANNOTATION, TEXT))))
                .contains(REPORT);
        assertThat(ObserverReports.of(lease(Map.of()))).isEmpty();
        assertThat(ObserverReports.of(lease(null))).isEmpty();
    }

    @Test
    void unknownFieldsAreLeftOutAndAbsentOnesAreNone() {
        assertThat(ObserverReports.decode("""
                        {"observer": "o", "zone": "a", "mood": "good",
                         "zones": [{"zone": "b", "samples": 1, "latency": [1, 2]}]}"""))
                .isEqualTo(new ObserverReport("o", "a", List.of(new ZoneRow("b", 1, 0)), List.of(), 0));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            words                                                              | not JSON
            ''                                                                 | expected an object
            []                                                                 | expected an object
            {"zone": "a"}                                                      | observer: expected a word
            {"observer": "o", "zone": ""}                                      | zone: expected a word
            {"observer": "o", "zone": "a", "zones": {}}                        | zones: expected a list
            {"observer": "o", "zone": "a", "zones": [7]}                       | zone: expected a word
            {"observer": "o", "zone": "a", "zones": [{"zone": "b", "samples": -1}]}| samples: expected a number from 0 to 2147483647
            {"observer": "o", "zone": "a", "zones": [{"zone": "b", "samples": 2, "failures": 3}]}| failures: expected a number from 0 to 2
            {"observer": "o", "zone": "a", "zones": [{"zone": "b", "samples": 1e40}]}| samples: expected a number
            {"observer": "o", "zone": "a", "omitted": "many"}                  | omitted: expected a number
            """)
    void whatMakesNoSenseIsRefused(String text, String why) {
        assertThatThrownBy(() -> ObserverReports.decode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aTextThatFitsInNoAnnotationIsNotEvenRead() {
        assertThatThrownBy(() -> ObserverReports.decode("[".repeat(300_000)))
                .hasMessageContaining("at most 262144 characters");
    }

    @Test
    void theLongestReportFitsIntoAnAnnotation() {
        String zone = "z".repeat(63);
        List<StackRow> stacks = IntStream.range(0, ObserverReports.MOST_STACKS)
                .mapToObj(i -> new StackRow(
                        "Service:" + "n".repeat(63) + "/" + "s".repeat(253), zone, 100_000, 100_000, 10_000))
                .toList();
        List<ZoneRow> zones = IntStream.range(0, ObserverReports.MOST_ZONES)
                .mapToObj(i -> new ZoneRow(zone, 100_000, 100_000))
                .toList();
        List<String> unanswered = Collections.nCopies(
                ObserverReports.MOST_UNANSWERED, "Service:" + "n".repeat(63) + "/" + "s".repeat(253));
        ObserverReport report = new ObserverReport("o".repeat(63), zone, zones, stacks, 100_000, unanswered);
        String text = ObserverReports.encode(report);
        assertThat(text.length()).isLessThan(240 * 1024);
        assertThat(ObserverReports.decode(text)).isEqualTo(report);
    }

    @Test
    void leaseNamesFitAndDiffer() {
        assertThat(ObserverLease.name("zonekeeper-observer-5f7d-x2k4p"))
                .isEqualTo("zonekeeper-observer-zonekeeper-observer-5f7d-x2k4p");
        assertThat(ObserverLease.name("Node_7.Example")).isEqualTo("zonekeeper-observer-node-7-example");
        String lengthy = "a".repeat(50) + "-observer-5f7d-";
        assertThat(ObserverLease.name(lengthy + "x2k4p"))
                .hasSizeLessThanOrEqualTo(63)
                .endsWith("-observer-5f7d-x2k4p")
                .isNotEqualTo(ObserverLease.name(lengthy + "zzzzz"));
    }

    private static Lease lease(Map<String, String> annotations) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
