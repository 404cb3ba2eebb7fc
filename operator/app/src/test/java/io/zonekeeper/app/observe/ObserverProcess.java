package io.zonekeeper.app.observe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.zonekeeper.testing.FreePort;
import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The packaged observer as a process, under the chart's ServiceAccount for observers. */
final class ObserverProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/zonekeeper/zonekeeper.jar");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Without the image's cache a JVM takes 7 s of a processor to start, which busy machines do not have at once. */
    private static final Duration START = Duration.ofMinutes(2);

    private final Process process;
    private final int port;

    private ObserverProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param admin asks for its token; its namespace is the only one that is looked at
     * @param folder for its files
     * @param name its name
     * @param environment more of its environment
     */
    static ObserverProcess start(KubernetesClient admin, Path folder, String name, Map<String, String> environment)
            throws IOException {
        int port = FreePort.next();
        Path kubeconfig = Files.writeString(folder.resolve(name + ".kubeconfig"), kubeconfig(admin));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        var builder = new ProcessBuilder(List.of(java.toString(), "-jar", JAR.toString(), "observe"))
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", name + ".log").toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("ZONEKEEPER_") || key.startsWith("KUBE"));
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG",
                        kubeconfig.toString(),
                        "HOSTNAME",
                        name,
                        "ZONEKEEPER_NAMESPACES",
                        admin.getNamespace(),
                        "ZONEKEEPER_LOG_LEVEL",
                        "debug",
                        "ZONEKEEPER_LOG_FORMAT",
                        "text",
                        "ZONEKEEPER_LISTEN_ADDRESS",
                        "127.0.0.1",
                        "ZONEKEEPER_LISTEN_PORT",
                        Integer.toString(port)));
        builder.environment().putAll(environment);
        ObserverProcess observer = new ObserverProcess(builder.start(), port);
        try {
            Waiting.until("the observer is ready", START, () -> observer.status("/readyz") == 200);
        } catch (RuntimeException | Error e) {
            observer.close();
            throw e;
        }
        return observer;
    }

    /** Returns how many looks there were. */
    double looks() {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("zonekeeper_observer_probes_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Returns the status that a path of the management port answers with; 0 without an answer. */
    int status(String path) {
        try {
            return get(path).statusCode();
        } catch (java.io.UncheckedIOException e) {
            return 0;
        }
    }

    /** Tells it to stop and returns whether it did so in time. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(15, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private HttpResponse<String> get(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String kubeconfig(KubernetesClient admin) {
        String token = admin.serviceAccounts()
                .inNamespace("zonekeeper-system")
                .withName("zonekeeper-observer")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Config config = admin.getConfiguration();
        return """
                apiVersion: v1
                kind: Config
                current-context: observer
                contexts: [{name: observer, context: {cluster: test, user: observer}}]
                clusters:
                - name: test
                  cluster: {server: "%s", certificate-authority-data: "%s"}
                users: [{name: observer, user: {token: "%s"}}]
                """.formatted(config.getMasterUrl(), config.getCaCertData(), token);
    }
}
