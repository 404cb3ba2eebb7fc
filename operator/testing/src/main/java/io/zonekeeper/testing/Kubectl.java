package io.zonekeeper.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real kubectl, run as the cluster's administrator. */
public final class Kubectl {
    private final Path kubeconfig;
    private final List<String> always;

    Kubectl(Path kubeconfig, String... always) {
        this.kubeconfig = kubeconfig;
        this.always = List.of(always);
    }

    /** Runs kubectl, which must succeed, and returns what it printed. */
    public String run(String... arguments) {
        return command(arguments).runOrFail();
    }

    /** Runs kubectl, which must succeed, with the text as its standard input, and returns what it printed. */
    public String runReading(String input, String... arguments) {
        return command(arguments).reading(input).runOrFail();
    }

    /** Runs kubectl, which may fail. */
    public CommandResult attempt(String... arguments) {
        return command(arguments).run();
    }

    /**
     * Applies the CRDs in a file or folder, client-side as users do, and waits until the API server serves them.
     *
     * @param path the file or folder
     */
    public void installCrds(Path path) {
        run("apply", "-f", path.toString());
        run("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
    }

    private Command command(String... arguments) {
        List<String> words = new ArrayList<>(always);
        words.addAll(List.of(arguments));
        return Command.of(Checkout.tool("kubectl"), words.toArray(String[]::new))
                .with(Map.of("KUBECONFIG", kubeconfig.toString()));
    }
}
