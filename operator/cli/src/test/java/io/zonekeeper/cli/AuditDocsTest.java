package io.zonekeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.FindingKind.Effect;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.reasons.Meaning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** docs/audit.md shows every finding with its meaning and remedy, and a report as it is printed. */
class AuditDocsTest {
    private static final Path PAGE = Path.of("../../docs/audit.md");
    private static final Path REPORT = Path.of("src/test/golden-audit/shop/out/report.txt");

    @ParameterizedTest
    @EnumSource
    void meaningsAndRemediesAreSentences(FindingKind kind) throws NoSuchFieldException {
        Meaning meaning = meaning(kind);
        assertThat(meaning.value()).matches("[A-Z].*\\.");
        assertThat(meaning.remedy()).matches("|[A-Z].*\\.");
        assertThat(kind.best() == Grade.A)
                .as("what needs no correction has no influence on the grade")
                .isEqualTo(kind.effect() == Effect.NOTE);
    }

    @Test
    void thePageHasEveryFinding() throws IOException {
        PagePart.isCurrent(
                PAGE,
                "findings",
                "\n| finding | best grade | meaning | what to change |\n|---|---|---|---|\n"
                        + Stream.of(FindingKind.values())
                                .map(AuditDocsTest::row)
                                .collect(Collectors.joining())
                        + "\n");
    }

    @Test
    void thePageShowsWhatIsPrinted() throws IOException {
        PagePart.isCurrent(
                PAGE,
                "report",
                "```console\n$ kubectl zonekeeper audit -A\n%s```\n".formatted(Files.readString(REPORT)));
    }

    private static String row(FindingKind kind) {
        try {
            Meaning meaning = meaning(kind);
            return "| `%s` | %s | %s | %s |%n"
                    .formatted(
                            kind.word(),
                            kind.best(),
                            meaning.value(),
                            meaning.remedy().isEmpty() ? "–" : meaning.remedy());
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    private static Meaning meaning(FindingKind kind) throws NoSuchFieldException {
        return FindingKind.class.getField(kind.name()).getAnnotation(Meaning.class);
    }
}
