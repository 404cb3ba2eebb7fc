package io.zonekeeper.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** docs/architecture.md names only what exists, and a verdict passes no more stations than it promises. */
class ArchitecturePageTest {
    private static final Path PAGE = Path.of("../../docs/architecture.md");
    private static final Pattern NAME = Pattern.compile("`(io\\.zonekeeper\\.[\\w.]+)(?:#(\\w+))?`");
    private static final Pattern STATION = Pattern.compile("^\\| \\d+ \\|", Pattern.MULTILINE);
    private static final int MOST_STATIONS = 18;

    @Test
    void everyClassAndMethodExists() throws IOException, ClassNotFoundException {
        List<MatchResult> names = NAME.matcher(Files.readString(PAGE)).results().toList();
        assertThat(names).hasSizeGreaterThan(MOST_STATIONS);
        for (MatchResult name : names) {
            Class<?> found = Class.forName(name.group(1), false, getClass().getClassLoader());
            if (name.group(2) != null) {
                assertThat(Arrays.stream(found.getDeclaredMethods()).map(method -> method.getName()))
                        .as(name.group())
                        .contains(name.group(2));
            }
        }
    }

    @Test
    void aVerdictPassesFewStations() throws IOException {
        assertThat(STATION.matcher(Files.readString(PAGE)).results().count())
                .isPositive()
                .isLessThanOrEqualTo(MOST_STATIONS);
    }
}
