package io.zonekeeper.app.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The dashboard's queries name metrics that exist, and Prometheus can read them. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("../../helm/zonekeeper/files/dashboard.json");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");

    private final PromQuery query = new PromQuery(DeclaredMetrics.all());

    /** One query of one panel. */
    private record Target(String panel, String expression, String legend) {}

    @Test
    void queriesUseWhatIsDeclared() throws IOException {
        assertThat(targets()).hasSizeGreaterThan(30).allSatisfy(target -> {
            assertThat(query.undeclared(target.expression())).as(target.panel()).isEmpty();
            assertThat(PromQuery.metrics(target.expression()))
                    .as(target.panel())
                    .isNotEmpty();
        });
    }

    @Test
    void legendsUseLabelsThatTheQueryKeeps() throws IOException {
        assertThat(targets()).allSatisfy(target -> {
            Matcher legend = LEGEND.matcher(target.legend());
            while (legend.find()) {
                assertThat(target.expression())
                        .as(target.panel())
                        .containsPattern("by \\([^)]*\\b%s\\b".formatted(legend.group(1)));
            }
        });
    }

    /** What is measured is shown: a metric that no panel and no alert uses is one that nobody sees. */
    @Test
    void everyMetricOfTheOperatorIsShown() throws IOException {
        Set<String> shown = new HashSet<>();
        targets().forEach(target -> shown.addAll(PromQuery.metrics(target.expression())));
        List<String> hidden = DeclaredMetrics.all().stream()
                .map(metric -> metric.name())
                .filter(name -> shown.stream().noneMatch(query -> query.startsWith(name)))
                .distinct()
                .toList();
        assertThat(hidden)
                .containsExactlyInAnyOrder(
                        "zonekeeper_loadbalancer_shifts_total",
                        "zonekeeper_database_failover_seconds",
                        "zonekeeper_observer_targets",
                        "zonekeeper_observer_report_age_seconds");
    }

    @Test
    void eachPartHasARowAndEachPanelSaysWhatItShows() throws IOException {
        List<String> rows = new ArrayList<>();
        Set<Integer> places = new HashSet<>();
        for (JsonNode panel : dashboard().path("panels")) {
            JsonNode place = panel.path("gridPos");
            assertThat(places.add(place.path("y").asInt() * 24 + place.path("x").asInt()))
                    .as(panel.path("title").asText())
                    .isTrue();
            if (panel.path("type").asText().equals("row")) {
                rows.add(panel.path("title").asText());
            } else {
                assertThat(panel.path("description").asText())
                        .as(panel.path("title").asText())
                        .endsWith(".");
            }
        }
        assertThat(rows)
                .contains(
                        "Zones over time",
                        "Evidence",
                        "Evacuations",
                        "Capacity",
                        "Refusals",
                        "Proxies",
                        "MongoDB",
                        "AWS");
    }

    @Test
    void promtoolParsesEveryQuery(@TempDir Path folder) throws IOException, InterruptedException {
        StringBuilder rules = new StringBuilder("groups: [{name: dashboard, rules: [\n");
        int number = 0;
        for (Target target : targets()) {
            rules.append("{record: 'dashboard:query_%d', expr: %s},\n"
                    .formatted(number++, Serialization.asJson(inPrometheus(target.expression()))));
        }
        Files.writeString(folder.resolve("rules.yaml"), rules.append("]}]\n"));
        Promtool.passes(folder, "check", "rules", "rules.yaml");
    }

    /** Grafana's variables are replaced before Prometheus sees a query. */
    private static String inPrometheus(String expression) {
        String replaced = expression.replace("$__rate_interval", "5m").replace("$zone", ".*");
        assertThat(replaced).doesNotContain("$");
        return replaced;
    }

    private static List<Target> targets() throws IOException {
        List<Target> targets = new ArrayList<>();
        for (JsonNode panel : dashboard().path("panels")) {
            panel.path("targets")
                    .forEach(target -> targets.add(new Target(
                            panel.path("title").asText(),
                            target.path("expr").asText(),
                            target.path("legendFormat").asText())));
        }
        return targets;
    }

    private static JsonNode dashboard() throws IOException {
        return Serialization.unmarshal(Files.readString(DASHBOARD), JsonNode.class);
    }
}
