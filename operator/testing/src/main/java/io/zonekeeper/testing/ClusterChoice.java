package io.zonekeeper.testing;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which kind of cluster the tests run on, and why.
 *
 * @param provider the kind
 * @param kubeconfig the cluster's kubeconfig, where it was given
 * @param reason why this kind
 */
record ClusterChoice(Provider provider, Optional<Path> kubeconfig, String reason) {
    static final String CLUSTER = "ZONEKEEPER_TEST_CLUSTER";
    static final String KUBECONFIG = "ZONEKEEPER_TEST_KUBECONFIG";
    private static final String AUTO = "auto";

    /** Where a cluster comes from. */
    enum Provider {
        KUBECONFIG("the cluster of " + ClusterChoice.KUBECONFIG + ", whose zones cannot be broken"),
        K3S("k3s in Docker, whose zones cannot be broken"),
        LOCAL("a local control plane (hack/cluster)");

        private final String description;

        Provider(String description) {
            this.description = description;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Chooses.
     *
     * @param setting a setting's value by the name of its environment variable
     * @param docker whether a Docker engine answers; asked only when it matters, for it takes time
     */
    static ClusterChoice choose(Function<String, Optional<String>> setting, BooleanSupplier docker) {
        String wanted = setting.apply(CLUSTER).orElse(AUTO);
        Optional<Path> kubeconfig = setting.apply(KUBECONFIG).map(Path::of);
        if (!wanted.equals(AUTO)) {
            return new ClusterChoice(provider(wanted, kubeconfig), kubeconfig, CLUSTER + " is " + wanted);
        }
        if (kubeconfig.isPresent()) {
            return new ClusterChoice(Provider.KUBECONFIG, kubeconfig, KUBECONFIG + " is " + kubeconfig.get());
        }
        if (docker.getAsBoolean()) {
            return new ClusterChoice(Provider.K3S, kubeconfig, "a Docker engine answers");
        }
        return new ClusterChoice(Provider.LOCAL, kubeconfig, KUBECONFIG + " is not set and no Docker engine answers");
    }

    /** Chooses as the settings of this JVM say, and tells it in one line. */
    static ClusterChoice announced() {
        ClusterChoice choice = choose(ClusterChoice::systemSetting, DockerEngine::answers);
        System.err.println(choice.line());
        return choice;
    }

    /** Reads a system property ({@code zonekeeper.test.cluster}) or else an environment variable. */
    private static Optional<String> systemSetting(String variable) {
        String property = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        return Optional.ofNullable(System.getProperty(property, System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }

    /** The line that tells a user what the tests run on. */
    String line() {
        return "zonekeeper-testing: on " + provider.description + ", because " + reason;
    }

    private static Provider provider(String wanted, Optional<Path> kubeconfig) {
        Provider provider = Arrays.stream(Provider.values())
                .filter(candidate -> candidate.word().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s is '%s', but must be one of %s, %s"
                        .formatted(
                                CLUSTER,
                                wanted,
                                AUTO,
                                Arrays.stream(Provider.values())
                                        .map(Provider::word)
                                        .collect(Collectors.joining(", ")))));
        if (provider == Provider.KUBECONFIG && kubeconfig.isEmpty()) {
            throw new IllegalArgumentException(
                    CLUSTER + " is kubeconfig, so set " + KUBECONFIG + " to the path of a kubeconfig file");
        }
        return provider;
    }
}
