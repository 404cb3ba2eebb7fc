package io.zonekeeper.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * docs/cli.md shows what the commands really print. With {@code -Dgolden.update=true} it is written anew, between the
 * markers {@code <!-- printed:COMMAND -->} and {@code <!-- end -->}.
 */
class CliDocsTest {
    private static final Path REPOSITORY = Path.of("../..");
    private static final Path PAGE = REPOSITORY.resolve("docs/cli.md");
    private static final String PLAN =
            "plan -f examples/01-balanced-service/service.yaml --zones a,b,c --fail-zone b --replicas 10";

    @TestFactory
    List<DynamicTest> thePageShowsWhatIsPrinted() {
        List<String> shown = new ArrayList<>(List.of("--help"));
        Cli.names().forEach(name -> shown.add(name + " --help"));
        shown.add(PLAN);
        return shown.stream()
                .map(command -> DynamicTest.dynamicTest(command, () -> isShown(command)))
                .toList();
    }

    private static void isShown(String command) throws IOException {
        PagePart.isCurrent(
                PAGE,
                "printed:" + command,
                "```console\n$ kubectl zonekeeper %s\n%s\n```\n".formatted(command, printed(command)));
    }

    private static String printed(String command) {
        var written = new ByteArrayOutputStream();
        String[] words = command.replace("examples/", REPOSITORY + "/examples/").split(" ", -1);
        Cli.run(words, new PrintStream(written, true, StandardCharsets.UTF_8), System.err);
        return written.toString(StandardCharsets.UTF_8).strip();
    }
}
