package io.zonekeeper.core.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reports of observers in words: {@code "a1 sees a 0/4 b 4/4; stacks shop@b 2/2"} is observer a1 in zone a; of the pods
 * of service shop in zone b, 2 of 2 fail, each on a node of its own.
 */
final class Matrix {
    private Matrix() {}

    static ProbeMatrix of(String... reports) {
        return ProbeMatrix.of(Arrays.stream(reports).map(Matrix::report).toList(), 0.5);
    }

    static ObserverReport report(String words) {
        String[] halves = words.split("; stacks ", 2);
        String[] head = halves[0].trim().split(" ", -1);
        List<ObserverReport.ZoneRow> zones = new ArrayList<>();
        for (int i = 2; i + 1 < head.length; i += 2) {
            zones.add(new ObserverReport.ZoneRow(head[i], second(head[i + 1]), first(head[i + 1])));
        }
        List<ObserverReport.StackRow> stacks = new ArrayList<>();
        if (halves.length == 2) {
            String[] rows = halves[1].trim().split(" ", -1);
            for (int i = 0; i + 1 < rows.length; i += 2) {
                String[] stack = rows[i].split("@", 2);
                int failures = first(rows[i + 1]);
                stacks.add(new ObserverReport.StackRow(stack[0], stack[1], second(rows[i + 1]), failures, failures));
            }
        }
        return new ObserverReport(head[0], head[0].substring(0, 1), zones, stacks, 0);
    }

    /** What the zones' probes say, as in {@code "a 0/4 b 4/4"}. */
    static String zones(ProbeMatrix matrix, ProbeMatrix.Stack... notEvidence) {
        return matrix.zones(Set.of(notEvidence)).stream()
                .map(seen -> "%s %d/%d".formatted(seen.zone(), seen.failures(), seen.samples()))
                .collect(Collectors.joining(" "));
    }

    /** What is agreed on stacks, as in {@code "shop@b 2/2"}. */
    static String stacks(ProbeMatrix matrix) {
        return matrix.stacks().entrySet().stream()
                .map(entry -> "%s@%s %d/%d"
                        .formatted(
                                entry.getKey().service(),
                                entry.getKey().zone(),
                                entry.getValue().failures(),
                                entry.getValue().samples()))
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static int first(String fraction) {
        return Integer.parseInt(fraction.substring(0, fraction.indexOf('/')));
    }

    private static int second(String fraction) {
        return Integer.parseInt(fraction.substring(fraction.indexOf('/') + 1));
    }
}
