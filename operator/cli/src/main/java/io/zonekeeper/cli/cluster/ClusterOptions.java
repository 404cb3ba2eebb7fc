package io.zonekeeper.cli.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.core.zone.NearestSpelling;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import picocli.CommandLine.Option;

/** Which cluster, as for kubectl. */
public final class ClusterOptions {
    private static final int CONNECT_MILLIS = 5000;
    private static final int REQUEST_MILLIS = 15000;

    @Option(names = "--context", paramLabel = "NAME", description = "context of the kubeconfig (the current one)")
    private String context;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "kubeconfig ($KUBECONFIG, or ~/.kube/config)")
    private Path kubeconfig;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NS",
            description = "namespace of services (default: that of the context)")
    private String namespace;

    /** Returns the namespace that was asked for. */
    public Optional<String> namespace() {
        return Optional.ofNullable(namespace);
    }

    /** Returns the words that choose the same cluster and namespace for another command. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        Optional.ofNullable(context).ifPresent(each -> words.addAll(List.of("--context", each)));
        Optional.ofNullable(kubeconfig).ifPresent(each -> words.addAll(List.of("--kubeconfig", each.toString())));
        namespace().ifPresent(each -> words.addAll(List.of("-n", each)));
        return words;
    }

    /** Connects lazily: nothing is sent before the first question. */
    public Cluster connect() {
        Config config = load();
        if (context != null && config.getContexts().stream().noneMatch(known -> context.equals(known.getName()))) {
            List<String> known =
                    config.getContexts().stream().map(NamedContext::getName).toList();
            throw new Problem(
                    Exit.WRONG_INPUT,
                    "the kubeconfig has no context \"%s\".%s Its contexts: %s"
                            .formatted(context, Spelling.hint(context, known), Spelling.list(known)));
        }
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setRequestTimeout(REQUEST_MILLIS);
        config.setRequestRetryBackoffLimit(0);
        if (namespace != null) {
            config.setNamespace(namespace);
        }
        return new Cluster(config);
    }

    private Config load() {
        if (kubeconfig == null) {
            return Config.autoConfigure(context);
        }
        File file = kubeconfig.toFile();
        if (!Files.isReadable(kubeconfig)) {
            throw Problem.input("cannot read the kubeconfig " + kubeconfig);
        }
        return Config.fromKubeconfig(context, file);
    }

    /** Helps with misspelt words. */
    public static final class Spelling {
        private Spelling() {}

        public static String hint(String written, List<String> known) {
            return NearestSpelling.of(written, known)
                    .map(best -> " Did you mean \"%s\"?".formatted(best))
                    .orElse("");
        }

        public static String list(List<String> known) {
            return known.isEmpty()
                    ? "none"
                    : String.join(", ", known.stream().sorted().limit(20).toList())
                            + (known.size() > 20 ? " and %d more".formatted(known.size() - 20) : "");
        }
    }
}
