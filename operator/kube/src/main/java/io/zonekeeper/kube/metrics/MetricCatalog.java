package io.zonekeeper.kube.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The metrics of a program. Declaring one is the only way to get something that records it, and registers every series
 * that is known beforehand with zero: a rate over the first event after a start is right, and an alert can tell "none"
 * from "not measured".
 */
public final class MetricCatalog {
    private final MeterRegistry registry;
    private final List<Metric> declared = new ArrayList<>();

    /** Creates an empty catalog. */
    public MetricCatalog(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Returns what was declared, in this order. */
    public List<Metric> declared() {
        return List.copyOf(declared);
    }

    /** Declares a count of events. */
    public Counters counter(String name, String help, Label... labels) {
        return counter(name, help, List.of(labels), Label.combinations(List.of(labels)));
    }

    /**
     * Declares a count of events some of whose labels depend on each other.
     *
     * @param known the combinations of values that there may be
     */
    public Counters counter(String name, String help, List<Label> labels, List<List<String>> known) {
        Counters counters = new Counters(declare(Metric.Type.COUNTER, name, help, labels, Optional.empty()));
        known.forEach(counters::of);
        return counters;
    }

    /** Declares a histogram of durations. */
    public Durations durations(String name, String help, Buckets buckets, Label... labels) {
        Durations durations = new Durations(
                declare(Metric.Type.DURATION, name, help, List.of(labels), Optional.of(buckets)), buckets);
        Label.combinations(List.of(labels)).forEach(durations::of);
        return durations;
    }

    /** Declares a number that is read when the metrics are. */
    public Readings gauge(String name, String help, Label... labels) {
        return new Readings(declare(Metric.Type.GAUGE, name, help, List.of(labels), Optional.empty()));
    }

    /** Declares numbers of things that come and go. */
    public Rows rows(String name, String help, Label... labels) {
        return new Rows(declare(Metric.Type.GAUGE, name, help, List.of(labels), Optional.empty()));
    }

    /** Declares the states of things that come and go; the last label is the state. */
    public Rows states(String name, String help, Label... labels) {
        return new Rows(declare(Metric.Type.STATE_SET, name, help, List.of(labels), Optional.empty()));
    }

    private Metric declare(Metric.Type type, String name, String help, List<Label> labels, Optional<Buckets> buckets) {
        Metric metric = new Metric(name, type, help, labels, buckets);
        declared.add(metric);
        return metric;
    }

    private static Tags tags(Metric metric, List<String> values) {
        if (values.size() != metric.labels().size()) {
            throw new IllegalArgumentException("%s has %d labels, not %d"
                    .formatted(metric.name(), metric.labels().size(), values.size()));
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            tags.add(Tag.of(metric.labels().get(i).name(), values.get(i)));
        }
        return Tags.of(tags);
    }

    /** Counts events. */
    public final class Counters {
        private final Metric metric;
        private final Map<List<String>, Counter> series = new ConcurrentHashMap<>();

        private Counters(Metric metric) {
            this.metric = metric;
        }

        /** Counts an event, with a value for each label. */
        public void increment(String... values) {
            of(List.of(values)).increment();
        }

        private Counter of(List<String> values) {
            return series.computeIfAbsent(
                    values,
                    key -> Counter.builder(metric.meter())
                            .description(metric.help())
                            .tags(tags(metric, key))
                            .register(registry));
        }
    }

    /** Records durations. */
    public final class Durations {
        private final Metric metric;
        private final Duration[] bounds;
        private final Map<List<String>, Timer> series = new ConcurrentHashMap<>();

        private Durations(Metric metric, Buckets buckets) {
            this.metric = metric;
            this.bounds = buckets.bounds().toArray(Duration[]::new);
        }

        /** Records a duration, with a value for each label. */
        public void record(Duration duration, String... values) {
            of(List.of(values)).record(duration);
        }

        /** Records the time since a reading of {@link System#nanoTime}, with a value for each label. */
        public void since(long nanoTime, String... values) {
            record(Duration.ofNanos(System.nanoTime() - nanoTime), values);
        }

        private Timer of(List<String> values) {
            return series.computeIfAbsent(
                    values,
                    key -> Timer.builder(metric.meter())
                            .description(metric.help())
                            .tags(tags(metric, key))
                            .serviceLevelObjectives(bounds)
                            .register(registry));
        }
    }

    /** Numbers that are read when the metrics are. */
    public final class Readings {
        private final Metric metric;

        private Readings(Metric metric) {
            this.metric = metric;
        }

        /** Reads the series of these values by this; not a number where there is none. */
        public Readings by(Supplier<Number> number, String... values) {
            Gauge.builder(metric.meter(), number)
                    .description(metric.help())
                    .baseUnit(metric.unit().orElse(null))
                    .tags(tags(metric, List.of(values)))
                    .register(registry);
            return this;
        }
    }

    /** Numbers of things that come and go. */
    public final class Rows {
        private final Metric metric;
        private final MultiGauge gauge;

        private Rows(Metric metric) {
            this.metric = metric;
            this.gauge = MultiGauge.builder(metric.meter())
                    .description(metric.help())
                    .baseUnit(metric.unit().orElse(null))
                    .register(registry);
        }

        /** Replaces all series. */
        public void replace(Stream<Row> rows) {
            gauge.register(
                    rows.<MultiGauge.Row<?>>map(row -> MultiGauge.Row.of(tags(metric, row.values()), row.number()))
                            .toList(),
                    true);
        }
    }

    /**
     * One series.
     *
     * @param number its number
     * @param values a value for each label
     */
    public record Row(Number number, List<String> values) {
        /** Copies the list. */
        public Row {
            values = List.copyOf(values);
        }

        /** Returns the series of these values. */
        public static Row of(Number number, String... values) {
            return new Row(number, List.of(values));
        }
    }
}
