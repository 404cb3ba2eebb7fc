package io.zonekeeper.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.Meaning;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.zone.Verdict;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Every reason has a meaning and a remedy, and docs/reasons.md is made of them. */
class ReasonsTest {
    private static final Path PAGE = Path.of("../../docs/reasons.md");
    private static final Map<String, List<Reason>> BY_KIND = byKind();

    /** States that serve as reasons are reasons of the kind that has them. */
    private static Map<String, List<Reason>> byKind() {
        Map<String, List<Reason>> all = new LinkedHashMap<>();
        all.put("All kinds", List.of(AnyReason.values()));
        Reason.byKind()
                .forEach((kind, reasons) -> all.put(
                        kind,
                        switch (kind) {
                            case "ZonedService" -> joined(reasons, StackState.values());
                            case "Zone" -> joined(joined(reasons, Cause.values()), Verdict.values());
                            default -> reasons;
                        }));
        return all;
    }

    private static List<Reason> joined(List<Reason> reasons, Reason... others) {
        return Stream.concat(reasons.stream(), Stream.of(others)).toList();
    }

    @Test
    void meaningsAndRemediesAreSentences() {
        assertThat(BY_KIND.values().stream().flatMap(List::stream)).allSatisfy(reason -> {
            Meaning meaning = meaning(reason);
            assertThat(meaning).as(reason.word()).isNotNull();
            assertThat(meaning.value()).as(reason.word()).endsWith(".");
            assertThat(meaning.remedy()).as(reason.word()).matches("|[A-Z].*\\.");
        });
    }

    /** A word that is read back is the constant again. */
    @Test
    void noKindHasAWordTwice() {
        Reason.byKind()
                .forEach((kind, reasons) -> assertThat(
                                Stream.concat(BY_KIND.get(kind).stream(), Stream.of(AnyReason.values()))
                                        .map(Reason::word))
                        .as(kind)
                        .doesNotHaveDuplicates());
    }

    @Test
    void thePageIsGenerated() throws IOException {
        GeneratedPage.isCurrent(PAGE, page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder();
        page.append("# Reasons\n\n")
                .append("<!-- Generated from io.zonekeeper.core.reasons by ReasonsTest; do not edit. -->\n\n")
                .append(
                        "Every `reason` in conditions, Events, log lines and the metric `zonekeeper_refusals_total`, with its"
                                + " meaning and\nwhat to do about it. \"–\": no action required. `Tolerates` has a number at its end,"
                                + " as in `Tolerates1`. Operations on MongoClusters\nare Events with the name of the operation, as in"
                                + " `zonekeeper_mongo_actions_total`.\n");
        BY_KIND.forEach((kind, reasons) -> page.append("\n## ")
                .append(kind)
                .append("\n\n| reason | meaning | what to do |\n|---|---|---|\n")
                .append(reasons.stream()
                        .sorted(Comparator.comparing(Reason::word))
                        .map(ReasonsTest::row)
                        .collect(Collectors.joining())));
        return page.toString();
    }

    private static String row(Reason reason) {
        Meaning meaning = meaning(reason);
        return "| `%s` | %s | %s |%n"
                .formatted(reason.word(), meaning.value(), meaning.remedy().isEmpty() ? "–" : meaning.remedy());
    }

    private static Meaning meaning(Reason reason) {
        try {
            return reason.getClass().getField(reason.name()).getAnnotation(Meaning.class);
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }
}
