package io.zonekeeper.cli.completion;

import java.util.concurrent.Callable;

import io.zonekeeper.cli.terminal.Exit;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the script by which a shell completes commands and options.",
            "kubectl: completes `kubectl zonekeeper`, in every shell in which kubectl itself completes. The others complete",
            "kubectl-zonekeeper, called directly."
        },
        footer = {
            "",
            "Examples:",
            "  completion kubectl > ~/bin/kubectl_complete-zonekeeper && chmod +x ~/bin/kubectl_complete-zonekeeper",
            "  source <(kubectl zonekeeper completion bash)",
            "  kubectl zonekeeper completion fish > ~/.config/fish/completions/kubectl-zonekeeper.fish",
            "",
            "Exit code: 0; 2 invalid input."
        })
public final class CompletionCommand implements Callable<Integer> {
    private static final String PROGRAM = "kubectl-zonekeeper";

    /** What completes. */
    enum Shell {
        bash,
        zsh,
        fish,
        kubectl
    }

    @Parameters(paramLabel = "bash|zsh|fish|kubectl", description = "the shell, or kubectl for its own completion")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine all = spec.root().commandLine();
        spec.commandLine()
                .getOut()
                .print(
                        switch (shell) {
                            // The script turns bash's completion on in zsh.
                            case bash, zsh -> AutoComplete.bash(PROGRAM, all);
                            case fish -> FishScript.of(PROGRAM, all);
                            case kubectl -> KubectlScript.of(all);
                        });
        spec.commandLine().getOut().flush();
        return Exit.OK.code();
    }
}
