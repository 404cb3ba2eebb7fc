package io.zonekeeper.kube.metrics;

import java.util.List;
import java.util.Optional;

/**
 * A metric as it is declared.
 *
 * @param name its name in Prometheus, with its unit where it has one: {@code _total} for counts, {@code _seconds}
 * @param type what its numbers are
 * @param help what it measures, in a sentence
 * @param labels its labels, in the order in which values are given
 * @param buckets the buckets of a {@link Type#DURATION}
 */
public record Metric(String name, Type type, String help, List<Label> labels, Optional<Buckets> buckets) {
    private static final String COUNT = "_total";
    private static final String SECONDS = "_seconds";

    /** What the numbers of a metric are. */
    public enum Type {
        /** A number that only grows while the process runs. */
        COUNTER("counter"),
        /** A number of the moment. */
        GAUGE("gauge"),
        /** One series for each state, 1 for the one that holds and 0 for the others. */
        STATE_SET("state set"),
        /** A histogram of durations. */
        DURATION("histogram");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** Returns the word used in the documentation. */
        public String word() {
            return word;
        }
    }

    /** Copies the list. */
    public Metric {
        labels = List.copyOf(labels);
        if ((type == Type.COUNTER) != name.endsWith(COUNT) || (type == Type.DURATION && !name.endsWith(SECONDS))) {
            throw new IllegalArgumentException(name + " is no name of a " + type.word());
        }
    }

    /** Returns the unit of its numbers as Micrometer has it; empty for counts and conditions. */
    Optional<String> unit() {
        return name.endsWith(SECONDS) ? Optional.of("seconds") : Optional.empty();
    }

    /** Returns its name as Micrometer has it: with dots, and without what Micrometer adds for Prometheus. */
    String meter() {
        String bare = name.endsWith(COUNT) || name.endsWith(SECONDS) ? name.substring(0, name.lastIndexOf('_')) : name;
        return bare.replace('_', '.');
    }
}
