package io.zonekeeper.cli.rendering;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.cli.listing.DumpFile;
import io.zonekeeper.cli.terminal.Structured;
import io.zonekeeper.core.audit.Auditor;
import io.zonekeeper.core.audit.findings.AuditReport;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Audits {@code src/test/golden-audit/CASE/in/cluster.yaml} and compares the report with {@code out/}, as a table, as
 * JSON and as a page. Run with {@code -Dgolden.update=true} to write what is printed, and read the difference.
 */
class AuditGoldenTest {
    private static final Path CASES = Path.of("src/test/golden-audit");
    private static final Instant AT = Instant.parse("2026-11-29T06:00:00Z");

    @TestFactory
    Stream<DynamicTest> reportsAsWritten() throws IOException {
        try (Stream<Path> found = Files.list(CASES)) {
            return found
                    .sorted()
                    .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)))
                    .toList()
                    .stream();
        }
    }

    private static void check(Path folder) throws IOException {
        AuditReport report =
                Auditor.audit(DumpFile.read(folder.resolve("in/cluster.yaml")).build(Optional.empty()));
        SortedMap<String, String> printed = new TreeMap<>();
        StringWriter table = new StringWriter();
        AuditTable.print(report, new PrintWriter(table));
        printed.put("report.txt", table.toString());
        printed.put("report.json", Structured.json(report));
        printed.put("report.html", AuditPage.of(report, AT));
        Path out = folder.resolve("out");
        SortedMap<String, String> expected = new TreeMap<>();
        for (var file : printed.entrySet()) {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(out);
                Files.writeString(out.resolve(file.getKey()), file.getValue());
            }
            expected.put(file.getKey(), Files.readString(out.resolve(file.getKey())));
        }
        assertThat(printed).isEqualTo(expected);
    }
}
