package io.zonekeeper.app.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.Reason;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each alert names metrics that exist, fires and resolves, and has a runbook. */
class AlertsTest {
    private static final Path CHART = Path.of("../../helm/zonekeeper");
    private static final Path ALERTS = CHART.resolve("files/alerts.yaml");
    private static final Path TESTS = CHART.resolve("tests/promtool");
    private static final Path RUNBOOKS = Path.of("../../docs/runbooks.md");
    private static final String PAGE = "https://github.com/zonekeeper/zonekeeper/blob/main/docs/runbooks.md#";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$labels\\.([a-z_]+)");
    private static final Pattern REASONS = Pattern.compile("reason(?:!~|!=|=~|=)\"([^\"]*)\"");

    private final PromQuery query = new PromQuery(DeclaredMetrics.all());

    @Test
    void expressionsUseWhatIsDeclared() throws IOException {
        assertThat(alerts()).hasSizeGreaterThan(10).allSatisfy((name, alert) -> {
            assertThat(query.undeclared(alert.path("expr").asText())).as(name).isEmpty();
            assertThat(PromQuery.metrics(alert.path("expr").asText())).as(name).isNotEmpty();
        });
    }

    /** What is declared nowhere is found: otherwise the test above shows nothing. */
    @Test
    void whatIsNotDeclaredIsFound() {
        assertThat(query.undeclared("sum(zonekeeper_zone_cordonned)"))
                .containsExactly("no metric zonekeeper_zone_cordonned");
        assertThat(query.undeclared("zonekeeper_zone_verdict{verdict=\"Sick\"}"))
                .containsExactly("zonekeeper_zone_verdict{verdict} is never Sick");
        assertThat(query.undeclared("sum by (zone) (zonekeeper_leader{zoned=\"a\"})"))
                .containsExactly(
                        "zonekeeper_leader has no label zoned", "no metric of the expression has the label zone");
        assertThat(query.undeclared("histogram_quantile(0.9, sum by (le) (rate(zonekeeper_judge_seconds_bucket[5m])))"))
                .isEmpty();
    }

    @Test
    void reasonsInExpressionsExist() throws IOException {
        Set<String> reasons = new HashSet<>();
        Reason.byKind().values().forEach(kind -> kind.forEach(reason -> reasons.add(reason.word())));
        Stream.of(AnyReason.values()).map(AnyReason::word).forEach(reasons::add);
        assertThat(alerts()).allSatisfy((name, alert) -> {
            var matcher = REASONS.matcher(alert.path("expr").asText());
            while (matcher.find()) {
                assertThat(reasons).as(name).contains(matcher.group(1).split("\\|", -1));
            }
        });
    }

    @Test
    void annotationsUseLabelsThatTheExpressionKeeps() throws IOException {
        assertThat(alerts())
                .allSatisfy((name, alert) -> alert.path("annotations").forEach(annotation -> {
                    var placeholder = PLACEHOLDER.matcher(annotation.asText());
                    while (placeholder.find()) {
                        assertThat(alert.path("expr").asText())
                                .as(name)
                                .containsPattern("by \\([^)]*\\b%s\\b".formatted(placeholder.group(1)));
                    }
                }));
    }

    @Test
    void eachHasASeverityATimeAndItsRunbook() throws IOException {
        List<String> runbooks = Files.readAllLines(RUNBOOKS).stream()
                .filter(line -> line.startsWith("## Zonekeeper"))
                .map(line -> line.substring("## ".length()))
                .toList();
        Map<String, JsonNode> alerts = alerts();
        assertThat(runbooks).containsExactlyInAnyOrderElementsOf(alerts.keySet());
        assertThat(alerts).allSatisfy((name, alert) -> {
            assertThat(alert.path("for").asText()).as(name).matches("\\d+m");
            assertThat(alert.path("labels").path("severity").asText()).as(name).isIn("warning", "critical");
            assertThat(alert.path("annotations").path("runbook_url").asText())
                    .isEqualTo(PAGE + name.toLowerCase(Locale.ROOT));
        });
    }

    @Test
    void eachIsTestedBeforeWhileAndAfterItFires() throws IOException {
        Map<String, List<Boolean>> fires = new TreeMap<>();
        for (JsonNode test : yaml(TESTS.resolve("alerts.yaml")).path("tests")) {
            test.path("alert_rule_test")
                    .forEach(
                            step -> fires.computeIfAbsent(step.path("alertname").asText(), any -> new ArrayList<>())
                                    .add(!step.path("exp_alerts").isEmpty()));
        }
        assertThat(fires.keySet()).isEqualTo(alerts().keySet());
        assertThat(fires).allSatisfy((name, steps) -> assertThat(steps).as(name).startsWith(false, true, false));
    }

    @Test
    void promtoolAcceptsThem() throws IOException, InterruptedException {
        Promtool.passes(CHART, "check", "rules", "files/alerts.yaml");
    }

    @Test
    void eachFiresAndResolves() throws IOException, InterruptedException {
        Promtool.passes(TESTS, "test", "rules", "alerts.yaml");
    }

    private static Map<String, JsonNode> alerts() throws IOException {
        Map<String, JsonNode> alerts = new TreeMap<>();
        for (JsonNode group : yaml(ALERTS).path("groups")) {
            group.path("rules").forEach(rule -> alerts.put(rule.path("alert").asText(), rule));
        }
        return alerts;
    }

    private static JsonNode yaml(Path file) throws IOException {
        return Serialization.unmarshal(Files.readString(file), JsonNode.class);
    }
}
