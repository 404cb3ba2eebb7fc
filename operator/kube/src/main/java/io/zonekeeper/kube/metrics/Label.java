package io.zonekeeper.kube.metrics;

import java.util.List;
import java.util.stream.Stream;

/**
 * A label of a metric.
 *
 * @param name its name
 * @param meaning what its values are, in a few words
 * @param values all values it may have; empty where they are those of the cluster, such as the names of zones
 */
public record Label(String name, String meaning, List<String> values) {
    /** Copies the list. */
    public Label {
        values = List.copyOf(values);
    }

    /** Returns a label with a fixed set of values. */
    public static Label of(String name, String meaning, Stream<String> values) {
        return new Label(name, meaning, values.toList());
    }

    /** Returns a label whose values are those of the cluster. */
    public static Label ofCluster(String name, String meaning) {
        return new Label(name, meaning, List.of());
    }

    /** Returns all combinations of the values of several labels; none where one of them has the cluster's. */
    static List<List<String>> combinations(List<Label> labels) {
        Stream<List<String>> all = Stream.of(List.of());
        for (Label label : labels) {
            all = all.flatMap(before -> label.values().stream()
                    .map(value ->
                            Stream.concat(before.stream(), Stream.of(value)).toList()));
        }
        return all.toList();
    }
}
