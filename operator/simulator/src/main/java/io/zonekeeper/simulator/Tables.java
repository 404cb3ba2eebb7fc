package io.zonekeeper.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.zonekeeper.simulator.experiment.Row;
import io.zonekeeper.simulator.experiment.TradeOffPicture.Point;

/** Results as Markdown tables, which a terminal shows well, too. */
final class Tables {
    private static final List<String> RESULTS = List.of(
            "preset",
            "noise",
            "nodes a zone",
            "zone-years",
            "incidents",
            "Suspect",
            "false zone cordons",
            "a zone-year",
            "95 % bound",
            "right cordons",
            "ended too early",
            "services stopped (wrongly)",
            "missed",
            "found after p50 / p95 / max");

    private Tables() {}

    static String results(List<Row> rows) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(RESULTS);
        rows.forEach(row -> lines.add(cells(row)));
        return table(lines);
    }

    /** How many of a result's first cells say what was measured: preset, noise and nodes a zone. */
    static final int MEASURED = 3;

    static List<String> cells(Row row) {
        return List.of(
                row.preset(),
                row.noise(),
                "" + row.nodes(),
                "" + row.zoneYears(),
                "" + row.incidents(),
                "" + row.suspects(),
                "" + row.falseCordons(),
                rate(row.falseRate()),
                "< " + rate(row.falseRateBound()),
                "" + row.rightCordons(),
                "" + row.earlyEnds(),
                "%d (%d)".formatted(row.rightStops() + row.falseStops(), row.falseStops()),
                "" + row.missed(),
                row.detections().isEmpty()
                        ? "-"
                        : String.format(
                                Locale.ROOT,
                                "%.1f / %.1f / %.1f s",
                                row.detection(0.5),
                                row.detection(0.95),
                                row.detection(1)));
    }

    static String points(List<Point> points) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("numbers", "dark zone found, p95", "zones cordoned for a blip, a zone-year"));
        for (Point point : points) {
            lines.add(List.of(
                    point.named() ? "**" + point.label() + "**" : "margin and window " + point.label(),
                    String.format(Locale.ROOT, "%.1f s", point.seconds()),
                    point.falsePerZoneYear() == 0 ? "none seen" : rate(point.falsePerZoneYear())));
        }
        return table(lines);
    }

    private static String rate(double rate) {
        return rate == 0 ? "0" : String.format(Locale.ROOT, rate < 0.01 ? "%.5f" : "%.3f", rate);
    }

    /** A table whose columns are aligned; the first line is the head. */
    static String table(List<List<String>> lines) {
        int columns = lines.getFirst().size();
        int[] width = new int[columns];
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                width[i] = Math.max(width[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < lines.size(); n++) {
            text.append(row(lines.get(n), width, ' '));
            if (n == 0) {
                text.append(row(java.util.Collections.nCopies(columns, ""), width, '-'));
            }
        }
        return text.toString();
    }

    /** Returns the lines of such a table, without the one that separates the head. */
    static List<List<String>> parse(String table) {
        return table.strip()
                .lines()
                .filter(line -> !line.startsWith("|--"))
                .map(line ->
                        Stream.of(line.split("\\|")).skip(1).map(String::strip).toList())
                .toList();
    }

    private static String row(List<String> cells, int[] width, char fill) {
        StringBuilder text = new StringBuilder("|");
        for (int i = 0; i < width.length; i++) {
            String cell = cells.get(i);
            text.append(fill)
                    .append(cell)
                    .append(String.valueOf(fill).repeat(width[i] - cell.length() + 1))
                    .append('|');
        }
        return text.append('\n').toString();
    }
}
