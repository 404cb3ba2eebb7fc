package io.zonekeeper.cli.completion;

import java.util.Arrays;
import java.util.stream.Collectors;

import picocli.CommandLine;

/**
 * What kubectl runs to complete a plugin's arguments: it is given the words, the last one unfinished, and prints
 * completions and a directive.
 */
final class KubectlScript {
    /** No files are completed. */
    private static final String DIRECTIVE = ":4";

    private KubectlScript() {}

    static String of(CommandLine all) {
        StringBuilder cases = new StringBuilder();
        all.getSubcommands()
                .forEach((name, command) -> cases.append("    %s) words='%s' ;;\n".formatted(name, options(command))));
        return """
                #!/bin/sh
                # kubectl runs this to complete `kubectl zonekeeper`; save it as kubectl_complete-zonekeeper in a folder of PATH.
                words='%s'
                if [ $# -gt 1 ]; then
                  case $1 in
                %s    *) words= ;;
                  esac
                fi
                for last; do :; done
                for word in $words; do
                  case $word in "${last-}"*) echo "$word" ;; esac
                done
                echo '%s'
                """.formatted(String.join(" ", all.getSubcommands().keySet()), cases, DIRECTIVE);
    }

    private static String options(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .flatMap(option -> Arrays.stream(option.names()))
                .collect(Collectors.joining(" "));
    }
}
