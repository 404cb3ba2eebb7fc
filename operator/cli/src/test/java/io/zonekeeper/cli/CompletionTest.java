package io.zonekeeper.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What shells make of the scripts. */
class CompletionTest {
    @TempDir
    private Path folder;

    @Test
    void kubectlIsGivenCommandsAndOptions() throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("kubectl_complete-zonekeeper"), printed("kubectl"));
        assertThat(shell("sh", script.toString(), "")).containsAll(Cli.names()).endsWith(":4");
        assertThat(shell("sh", script.toString(), "sta")).containsExactly("status", ":4");
        assertThat(shell("sh", script.toString(), "status", "--all")).containsExactly("--all-namespaces", ":4");
        assertThat(shell("sh", script.toString(), "incident", "-"))
                .contains("-o", "--output", "--context")
                .doesNotContain("-A");
        assertThat(shell("sh", script.toString(), "nothing", "-")).containsExactly(":4");
    }

    @Test
    void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("completion.bash"), printed("bash"));
        String complete = """
                compopt() { :; } # there is none outside of a completion
                source '%s'
                COMP_WORDS=(kubectl-zonekeeper %s)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _complete_kubectl-zonekeeper
                printf '%%s\\n' "${COMPREPLY[@]}"
                """;
        assertThat(shell("bash", "-c", complete.formatted(script, "inc"))).containsExactly("incident");
        assertThat(shell("bash", "-c", complete.formatted(script, "status --all")))
                .containsExactly("--all-namespaces");
    }

    @Test
    void fishReadsItsScript() throws IOException, InterruptedException {
        String fish = printed("fish");
        assertThat(fish.lines())
                .contains(
                        "complete -c kubectl-zonekeeper -f",
                        "complete -c kubectl-zonekeeper -n '__fish_seen_subcommand_from status' -s A -l all-namespaces -d 'services of all namespaces'")
                .anyMatch(line ->
                        line.startsWith("complete -c kubectl-zonekeeper -n __fish_use_subcommand -a incident -d '"))
                .allMatch(line -> line.startsWith("#")
                        || line.replace("\\'", "").replaceAll("[^']", "").length() % 2 == 0);
        Path script = Files.writeString(folder.resolve("completion.fish"), fish);
        assumeTrue(installed("fish"), "fish is not installed: its script is only compared");
        assertThat(shell("fish", "-c", "source %s; complete -C 'kubectl-zonekeeper inc'".formatted(script)))
                .anyMatch(line -> line.startsWith("incident"));
    }

    private static String printed(String shell) {
        var written = new ByteArrayOutputStream();
        assertThat(Cli.run(
                        new String[] {"completion", shell},
                        new PrintStream(written, true, StandardCharsets.UTF_8),
                        System.err))
                .isZero();
        return written.toString(StandardCharsets.UTF_8);
    }

    private static boolean installed(String program) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static List<String> shell(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
