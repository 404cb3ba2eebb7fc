package io.zonekeeper.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.DatabaseReason;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.core.reasons.PolicyReason;
import io.zonekeeper.core.reasons.ProxyReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.reasons.ZoneReason;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Every reason that the code uses has a meaning and a remedy, and docs/reasons.md is made of them. */
class ReasonsTest {
    private static final Path PAGE = Path.of("../../docs/reasons.md");
    private static final List<String> MODULES = List.of("core", "kube", "manifests", "controllers");

    /** A reason is the first text of a refusal, the second one of a condition or an Event. */
    private static final Pattern USED = Pattern.compile(
            "(?:new Refusal\\(\\s*|ConditionFact\\.(?:yes|no)\\(\\s*[\\w\".]+,\\s*|[eE]vents\\.(?:normal|warning)\\(\\s*\\w+,\\s*)"
                    + "\"([A-Z]\\w+)\"(?!\\s*\\+)");

    private static final Map<String, Reason[]> BY_KIND = new LinkedHashMap<>();

    static {
        BY_KIND.put("All kinds", AnyReason.values());
        BY_KIND.put("ZonedService", ServiceReason.values());
        BY_KIND.put("Zone", ZoneReason.values());
        BY_KIND.put("ZoneHealthPolicy", PolicyReason.values());
        BY_KIND.put("ZonalProxy", ProxyReason.values());
        BY_KIND.put("MongoCluster", MongoReason.values());
        BY_KIND.put("MultiAZDatabase", DatabaseReason.values());
    }

    @Test
    void everyReasonInUseIsDeclared() {
        Set<String> declared =
                BY_KIND.values().stream().flatMap(Stream::of).map(Reason::word).collect(Collectors.toSet());
        Map<String, String> used = new TreeMap<>();
        sources()
                .forEach(file -> USED.matcher(read(file))
                        .results()
                        .forEach((MatchResult match) ->
                                used.put(match.group(1), file.getFileName().toString())));
        assertThat(used).hasSizeGreaterThan(100);
        used.keySet().removeAll(declared);
        assertThat(used)
                .as("reasons without a meaning, by the file that uses them")
                .isEmpty();
    }

    @Test
    void meaningsAndRemediesAreSentences() {
        assertThat(BY_KIND.values().stream().flatMap(Stream::of)).allSatisfy(reason -> {
            assertThat(reason.meaning()).as(reason.word()).endsWith(".");
            if (!reason.remedy().isEmpty()) {
                assertThat(reason.remedy()).as(reason.word()).endsWith(".").matches("[A-Z].*");
            }
        });
    }

    /** To write the page: {@code -Dgolden.update=true}. */
    @Test
    void thePageIsGenerated() throws IOException {
        String expected = page();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }

    private static String page() {
        StringBuilder page = new StringBuilder();
        page.append("# Reasons\n\n")
                .append("<!-- Generated from io.zonekeeper.core.reasons by ReasonsTest; do not edit. -->\n\n")
                .append(
                        "Every `reason` in conditions, Events, log lines and the metric `zonekeeper_refusals_total`, with its"
                                + " meaning and\nwhat to do about it. \"–\": no action required.\n");
        BY_KIND.forEach((kind, reasons) -> {
            page.append("\n## ").append(kind).append("\n\n| reason | meaning | what to do |\n|---|---|---|\n");
            Stream.of(reasons)
                    .sorted((a, b) -> a.word().compareTo(b.word()))
                    .forEach(reason -> page.append("| `%s` | %s | %s |%n"
                            .formatted(
                                    reason.word(),
                                    reason.meaning(),
                                    reason.remedy().isEmpty() ? "–" : reason.remedy())));
        });
        return page.toString();
    }

    private static List<Path> sources() {
        return MODULES.stream()
                .map(module -> Path.of("../" + module + "/src/main/java"))
                .flatMap(root -> {
                    try (Stream<Path> files = Files.walk(root)) {
                        return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
