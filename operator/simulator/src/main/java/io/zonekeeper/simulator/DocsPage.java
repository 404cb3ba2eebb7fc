package io.zonekeeper.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.zonekeeper.simulator.experiment.Row;

/** A page of the documentation, parts of which are measured: what stands between two markers is written again. */
final class DocsPage {
    private final Path file;
    private String text;

    DocsPage(Path file) throws IOException {
        this.file = file;
        text = Files.readString(file);
    }

    /**
     * Replaces what stands between {@code <!-- measured:NAME -->} and {@code <!-- end -->}.
     *
     * @throws IllegalArgumentException if the page has no such markers
     */
    DocsPage replace(String name, String part) {
        int begin = begin(name);
        text = text.substring(0, begin) + "\n" + part.strip() + "\n" + text.substring(end(name, begin));
        return this;
    }

    /**
     * Puts a result into a table in place of the one for the same preset, noise and nodes a zone.
     *
     * @param all which results the table has, by these three, in their order: others are taken out
     * @throws IllegalArgumentException if the page has no such table
     */
    DocsPage result(String name, Row measured, List<List<String>> all) {
        int begin = begin(name);
        List<List<String>> old = Tables.parse(text.substring(begin, end(name, begin)));
        Map<List<String>, List<String>> byWhat = new HashMap<>();
        old.stream().skip(1).forEach(cells -> byWhat.put(cells.subList(0, Tables.MEASURED), cells));
        List<String> cells = Tables.cells(measured);
        byWhat.put(cells.subList(0, Tables.MEASURED), cells);
        List<List<String>> lines = new ArrayList<>();
        lines.add(old.getFirst());
        all.stream().map(byWhat::get).filter(Objects::nonNull).forEach(lines::add);
        return replace(name, Tables.table(lines));
    }

    private int begin(String name) {
        String marker = "<!-- measured:" + name + " -->";
        int begin = text.indexOf(marker);
        if (begin < 0) {
            throw new IllegalArgumentException("%s has no \"%s\"".formatted(file, marker));
        }
        return begin + marker.length();
    }

    private int end(String name, int begin) {
        int end = text.indexOf("<!-- end -->", begin);
        if (end < 0) {
            throw new IllegalArgumentException("%s has no \"<!-- end -->\" after %s".formatted(file, name));
        }
        return end;
    }

    void write() throws IOException {
        Files.writeString(file, text);
    }
}
