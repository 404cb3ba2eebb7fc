package io.zonekeeper.app.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.kube.metrics.Metric;
import io.zonekeeper.kube.metrics.ProcessMetrics;

import static org.assertj.core.api.Assertions.assertThat;

/** What a program answers on /metrics, in Prometheus' text format. */
final class Scrape {
    private final Map<String, String> help = new TreeMap<>();
    private final Set<String> sampled = new TreeSet<>();

    Scrape(String text) {
        text.lines().forEach(line -> {
            if (line.startsWith("# HELP ")) {
                String[] parts = line.split(" ", 4);
                help.put(parts[2], parts[3]);
            } else if (!line.startsWith("#")) {
                sampled.add(line.split("[ {]", 2)[0]);
            }
        });
    }

    /** Every metric that is declared has its HELP and a sample, and there is none that is not declared. */
    void hasExactly(List<Metric> declared) {
        for (Metric metric : declared) {
            String name = metric.name();
            assertThat(help).as("HELP").containsEntry(name, metric.help());
            assertThat(sampled).as("samples").contains(metric.type() == Metric.Type.DURATION ? name + "_bucket" : name);
        }
        Set<String> known = declared.stream()
                .flatMap(metric -> metric.type() == Metric.Type.DURATION
                        ? Stream.of(metric.name(), metric.name() + "_max")
                        : Stream.of(metric.name()))
                .collect(Collectors.toSet());
        assertThat(help.keySet())
                .allMatch(name ->
                        known.contains(name) || ProcessMetrics.PREFIXES.stream().anyMatch(name::startsWith));
        assertThat(ProcessMetrics.PREFIXES)
                .allMatch(prefix -> help.keySet().stream().anyMatch(name -> name.startsWith(prefix)));
    }
}
