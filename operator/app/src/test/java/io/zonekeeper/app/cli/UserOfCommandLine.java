package io.zonekeeper.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.zonekeeper.cli.Cli;
import io.zonekeeper.testing.Kubectl;

/** A person at the command line, in the namespace of a test. */
final class UserOfCommandLine {
    private final Path folder;
    private final String namespace;
    private Path kubeconfig;
    private String out = "";
    private String err = "";

    private UserOfCommandLine(Path folder, String namespace, Path kubeconfig) {
        this.folder = folder;
        this.namespace = namespace;
        this.kubeconfig = kubeconfig;
    }

    /**
     * An administrator.
     *
     * @param folder for kubeconfigs
     */
    static UserOfCommandLine admin(Kubectl kubectl, String namespace, Path folder) throws IOException {
        return new UserOfCommandLine(
                folder,
                namespace,
                Files.writeString(
                        folder.resolve("admin"), kubectl.run("config", "view", "--raw", "--flatten", "--minify")));
    }

    /** Is a ServiceAccount without permissions from now on; returns the name of that user. */
    String becomeGuest(Kubectl kubectl) throws IOException {
        kubectl.run("create", "serviceaccount", "guest");
        kubeconfig = Files.copy(kubeconfig, folder.resolve("guest"));
        String token = kubectl.run("create", "token", "guest").strip();
        kubectl.run("config", "--kubeconfig=" + kubeconfig, "set-credentials", "guest", "--token=" + token);
        kubectl.run("config", "--kubeconfig=" + kubeconfig, "set-context", "--current", "--user=guest");
        return "system:serviceaccount:" + namespace + ":guest";
    }

    /** Uses another kubeconfig from now on. */
    void use(Path another) {
        kubeconfig = another;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    /** Runs a command in the namespace, and returns its exit code. */
    int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("-n", namespace));
        return runAnywhere(all.toArray(String[]::new));
    }

    /** Runs a command that names its namespace, or needs none. */
    int runAnywhere(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--kubeconfig", kubeconfig.toString()));
        var written = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        int exit = Cli.run(
                all.toArray(String[]::new),
                new PrintStream(written, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8));
        out = written.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        return exit;
    }

    /** Returns what the last command wrote to standard output. */
    String out() {
        return out;
    }

    /** Returns what the last command wrote to standard error. */
    String err() {
        return err;
    }
}
