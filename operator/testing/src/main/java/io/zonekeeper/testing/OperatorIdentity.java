package io.zonekeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * The chart's ServiceAccount, with the permissions the chart gives it and no others.
 *
 * @param kubeconfig a kubeconfig with a token of it
 */
public record OperatorIdentity(Path kubeconfig) {
    /** The name under which the API server knows it. */
    public static final String USER = "system:serviceaccount:" + Chart.NAMESPACE + ":" + Chart.SERVICE_ACCOUNT;

    private static final Duration VALID = Duration.ofHours(12);

    /** Installs the chart's permissions and asks for a token. */
    static OperatorIdentity create(Cluster cluster, KubernetesClient admin) {
        Chart.install(new Kubectl(cluster.kubeconfig()));
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(VALID.toSeconds())
                .endSpec()
                .build();
        String token = admin.serviceAccounts()
                .inNamespace(Chart.NAMESPACE)
                .withName(Chart.SERVICE_ACCOUNT)
                .tokenRequest(request)
                .getStatus()
                .getToken();
        Path file = Checkout.output().resolve(cluster.name() + ".operator.kubeconfig");
        write(file, kubeconfig(admin.getConfiguration(), token));
        return new OperatorIdentity(file);
    }

    /** Returns a client that may do what the operator may; the caller closes it. */
    public KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build();
    }

    private static String kubeconfig(Config admin, String token) {
        String authority = admin.getCaCertData() == null
                ? "certificate-authority: " + admin.getCaCertFile()
                : "certificate-authority-data: " + admin.getCaCertData();
        return """
                apiVersion: v1
                kind: Config
                current-context: operator
                contexts:
                - name: operator
                  context: {cluster: test, user: operator, namespace: %s}
                clusters:
                - name: test
                  cluster:
                    server: %s
                    %s
                users:
                - name: operator
                  user:
                    token: %s
                """.formatted(Chart.NAMESPACE, admin.getMasterUrl(), authority, token);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
