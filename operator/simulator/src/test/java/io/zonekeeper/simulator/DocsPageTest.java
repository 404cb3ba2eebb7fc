package io.zonekeeper.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.zonekeeper.simulator.experiment.Row;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DocsPageTest {
    @TempDir
    Path folder;

    private static Row row(String preset, String noise, long falseCordons) {
        return new Row(preset, noise, 12, 1000, 5, 0, falseCordons, 0, 0, 0, 0, 0, List.of(), List.of(1.0, 2.0));
    }

    private static List<String> what(String preset, String noise) {
        return List.of(preset, noise, "12");
    }

    @Test
    void oneRowIsMeasuredAgainAndTheOthersStay() throws IOException {
        Path file = folder.resolve("page.md");
        String before =
                Tables.results(List.of(row("Fast", "dark", 7), row("Fast", "gone", 1), row("Cautious", "dark", 3)));
        Files.writeString(file, "Text.\n<!-- measured:results -->\n" + before + "<!-- end -->\nMore.\n");
        List<List<String>> all =
                List.of(what("Fast", "dark"), what("Fast", "new"), what("Cautious", "dark"), what("Cautious", "new"));

        new DocsPage(file)
                .result("results", row("Cautious", "dark", 0), all)
                .result("results", row("Fast", "new", 2), all)
                .write();

        String after =
                Tables.results(List.of(row("Fast", "dark", 7), row("Fast", "new", 2), row("Cautious", "dark", 0)));
        assertThat(file).hasContent("Text.\n<!-- measured:results -->\n" + after + "<!-- end -->\nMore.\n");
    }
}
