package io.zonekeeper.app.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.app.GeneratedPage;
import io.zonekeeper.controllers.metrics.AwsMetrics;
import io.zonekeeper.controllers.metrics.ObjectMetrics;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.selftest.SignalTest;
import io.zonekeeper.core.zone.ZoneEntry;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.Metric;
import io.zonekeeper.observer.ObserverMetrics;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is declared is what a scrape finds, from the start on, and docs/metrics.md is made of it. */
class MetricsTest {
    private static final Path PAGE = Path.of("../../docs/metrics.md");
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PrometheusMeterRegistry observers = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final OperatorMetrics operator = new OperatorMetrics(registry);
    private final ObserverMetrics observer = new ObserverMetrics(observers, () -> 0);

    @AfterEach
    void close() {
        operator.close();
        observer.close();
    }

    @Test
    void anOperatorThatHasDoneNothingYetHasEveryMetric() {
        operator.leader(() -> true);
        AwsMetrics aws = operator.aws();
        operator.notifications().waiting(() -> 0);
        aws.ages(source -> Optional.empty());
        aws.shiftLifetime(Duration.ofMinutes(30));
        operator.zones(List.of(zone(10, 7, 4)), Map.of("us-east-1a", decision()));
        operator.signals().tested(SignalTest.heartbeats(6, 6).stream().toList());
        showObjects();
        String text = registry.scrape();
        new Scrape(text).hasExactly(operator.declared());
        assertThat(text.lines())
                .contains(
                        "zonekeeper_leader 1.0",
                        "zonekeeper_signal_evidence{signal=\"heartbeats\"} 1.0",
                        "zonekeeper_refusals_total{kind=\"Zone\",reason=\"HoldDown\"} 0.0",
                        "zonekeeper_refusals_total{kind=\"MongoCluster\",reason=\"Undecodable\"} 0.0",
                        "zonekeeper_zone_verdict_changes_total{from=\"Healthy\",to=\"Unhealthy\"} 0.0",
                        "zonekeeper_reconcile_seconds_count{kind=\"ZonedService\",outcome=\"failure\"} 0",
                        "zonekeeper_aws_last_success_age_seconds{source=\"healthEvents\"} NaN")
                .noneMatch(line ->
                        line.startsWith("zonekeeper_zone_verdict_changes_total{from=\"Healthy\",to=\"Healthy\""));
    }

    private void showObjects() {
        ObjectMetrics objects = operator.objects();
        objects.observing(() -> 3);
        objects.count(
                "Zone",
                () -> Stream.of(Serialization.unmarshal(
                        "status: {conditions: [{type: Ready, status: 'True', reason: Known}]}", Zone.class)));
        objects.refreshConditions();
        objects.services(List.of(), List.of("us-east-1a"), NOON);
    }

    /** Sums over a label are numbers of something: no series counts what another one counts. */
    @Test
    void aNodeAndAVerdictAreInOneSeries() {
        operator.zones(List.of(zone(10, 7, 4)), Map.of("us-east-1a", decision()));
        assertThat(registry.scrape().lines())
                .contains(
                        "zonekeeper_zone_nodes{state=\"schedulable\",zone=\"us-east-1a\",zone_id=\"use1-az1\"} 4.0",
                        "zonekeeper_zone_nodes{state=\"unschedulable\",zone=\"us-east-1a\",zone_id=\"use1-az1\"} 3.0",
                        "zonekeeper_zone_nodes{state=\"not_ready\",zone=\"us-east-1a\",zone_id=\"use1-az1\"} 3.0",
                        "zonekeeper_zone_verdict{verdict=\"Unknown\",zone=\"us-east-1a\"} 1.0",
                        "zonekeeper_zone_verdict{verdict=\"Healthy\",zone=\"us-east-1a\"} 0.0",
                        "zonekeeper_zone_verdict{verdict=\"Suspect\",zone=\"us-east-1a\"} 0.0",
                        "zonekeeper_zone_verdict{verdict=\"Unhealthy\",zone=\"us-east-1a\"} 0.0");
        operator.zones(List.of(), Map.of());
        assertThat(registry.scrape()).doesNotContain("us-east-1a");
    }

    @Test
    void anObserverThatHasCheckedNothingYetHasEveryMetric() {
        new Scrape(observers.scrape()).hasExactly(observer.declared());
        assertThat(observers.scrape().lines())
                .contains(
                        "zonekeeper_observer_probes_total{outcome=\"timeout\"} 0.0",
                        "zonekeeper_observer_pods{state=\"failing\"} 0.0");
    }

    @Test
    void helpIsASentence() {
        operator.leader(() -> true);
        operator.signals();
        operator.aws();
        operator.notifications();
        operator.shards();
        assertThat(List.of(operator.declared(), observer.declared()))
                .allSatisfy(all -> assertThat(all)
                        .allSatisfy(metric ->
                                assertThat(metric.help()).as(metric.name()).matches("[A-Z].*\\.")));
    }

    @Test
    void thePageIsGenerated() throws IOException {
        GeneratedPage.isCurrent(PAGE, page());
    }

    private String page() {
        operator.leader(() -> true);
        operator.signals();
        List<Metric> ofOperator = operator.declared();
        operator.aws();
        List<Metric> ofAws = new ArrayList<>(operator.declared());
        ofAws.removeAll(ofOperator);
        operator.notifications();
        List<Metric> ofNotifications = new ArrayList<>(operator.declared());
        ofNotifications.removeAll(ofOperator);
        ofNotifications.removeAll(ofAws);
        operator.shards();
        List<Metric> ofShards = new ArrayList<>(operator.declared());
        ofShards.removeAll(ofOperator);
        ofShards.removeAll(ofAws);
        ofShards.removeAll(ofNotifications);
        return """
                # Metrics

                <!-- Generated from OperatorMetrics, AwsMetrics and ObserverMetrics by MetricsTest; do not edit. -->

                Operators and observers serve them on `/metrics` in Prometheus' text format. Every series whose labels are known beforehand exists from
                the start with 0. No label has names of services.

                ## Operator

                %s
                With `aws.enabled` also:

                %s
                With `notifications.webhook.url` also:

                %s
                With `shards` above 1 also:

                %s
                ## Observer

                %s
                ## Both

                Metrics of the JVM and the process, as Micrometer names them: `jvm_*`, `process_*`, `system_*`. The reconciles, evaluations and writes
                that are on `/metrics` are those of the process that answers: sum over all replicas.

                ## Histograms

                Each has `_bucket`, `_count` and `_sum`, and beside it a gauge `_max`: the longest of the last two to three minutes.

                %s""".formatted(
                        table(ofOperator),
                        table(ofAws),
                        table(ofNotifications),
                        table(ofShards),
                        table(observer.declared()),
                        buckets(operator.declared()));
    }

    private static String table(List<Metric> metrics) {
        return "| metric | type | meaning | labels |\n|---|---|---|---|\n"
                + metrics.stream()
                        .map(metric -> "| `%s` | %s | %s | %s |\n"
                                .formatted(metric.name(), metric.type().word(), metric.help(), labels(metric.labels())))
                        .collect(Collectors.joining());
    }

    private static String labels(List<Label> labels) {
        return labels.isEmpty()
                ? "–"
                : labels.stream()
                        .map(label -> "`%s`: %s%s".formatted(label.name(), label.meaning(), values(label)))
                        .collect(Collectors.joining(". "));
    }

    private static String values(Label label) {
        return label.values().isEmpty()
                ? ""
                : label.values().stream().map("`%s`"::formatted).collect(Collectors.joining(", ", " (", ")"));
    }

    private static String buckets(List<Metric> metrics) {
        return "| metric | upper bounds, s | why these |\n|---|---|---|\n"
                + metrics.stream()
                        .flatMap(metric -> metric.buckets().stream()
                                .map(buckets -> "| `%s` | %s | %s |\n"
                                        .formatted(
                                                metric.name(),
                                                buckets.bounds().stream()
                                                        .map(bound -> java.math.BigDecimal.valueOf(bound.toNanos(), 9)
                                                                .stripTrailingZeros()
                                                                .toPlainString())
                                                        .collect(Collectors.joining(", ")),
                                                buckets.why())))
                        .collect(Collectors.joining());
    }

    private static ZoneEntry zone(int nodes, int ready, int schedulable) {
        return new ZoneEntry(
                "us-east-1a",
                new ZoneIdentity("us-east-1a", "use1-az1", "us-east-1"),
                OptionalInt.of(0),
                nodes,
                ready,
                schedulable,
                0,
                0,
                true,
                Optional.empty(),
                List.of());
    }

    private static ZoneDecision decision() {
        return new ZoneDecision(
                ZoneVerdict.none("us-east-1a", NOON), Optional.empty(), Optional.empty(), CordonHistory.NONE);
    }
}
