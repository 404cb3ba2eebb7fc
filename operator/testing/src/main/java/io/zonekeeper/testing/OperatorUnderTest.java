package io.zonekeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An operator that a test starts, crashes and restarts; it runs under the chart's permissions and is stopped after the
 * test.
 *
 * <p>Settings are given by the names of environment variables. By default it elects no leader, listens on a free port
 * of 127.0.0.1 and logs text. A test that wants several replicas takes several parameters of this type and sets
 * {@code ZONEKEEPER_LEADER_ELECTION_ENABLED}.
 */
public final class OperatorUnderTest implements AutoCloseable {
    private static final Duration REQUEST = Duration.ofSeconds(5);
    /** Without an AOT cache, beside other clusters on two cores, the first reconcile came after 20 s once. */
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(90);

    private static final int TAIL = 60;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(REQUEST).build();

    private final Supplier<OperatorIdentity> identity;
    private final String name;
    private final Path jar;
    private final Path log;
    private Map<String, String> settings = Map.of();
    private Optional<ApiGate> gate = Optional.empty();
    private boolean inProcess;
    private Optional<RunningOperator> running = Optional.empty();

    private OperatorUnderTest(Supplier<OperatorIdentity> identity, String name, Path jar, Path log) {
        this.identity = identity;
        this.name = name;
        this.jar = jar;
        this.log = log;
    }

    /** An operator whose log begins again. */
    static OperatorUnderTest create(Supplier<OperatorIdentity> identity, String name, Path jar) {
        Path log = Checkout.output().resolve(name + ".log");
        try {
            Files.createDirectories(log.getParent());
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new OperatorUnderTest(identity, name, jar, log);
    }

    /** Has it reach the API server through a gate from its next start on. */
    public void behind(ApiGate chosen) {
        gate = Optional.of(chosen);
    }

    /** Starts the packaged operator ({@code operator/app/target/zonekeeper/zonekeeper.jar}) and waits for /readyz. */
    public void startJar() {
        startJar(Map.of());
    }

    /** Starts the packaged operator with these settings and waits for /readyz. */
    public void startJar(Map<String, String> chosen) {
        start(chosen, false);
    }

    /** Starts the operator inside this JVM and waits for /readyz. */
    public void startInProcess() {
        startInProcess(Map.of());
    }

    /** Starts the operator inside this JVM with these settings and waits for /readyz. */
    public void startInProcess(Map<String, String> chosen) {
        start(chosen, true);
    }

    /** Stops it if it runs, and starts it as it was started before. */
    public void restart() {
        stop();
        start(settings, inProcess);
    }

    /** Stops it with SIGTERM, if it runs; fails if it has not exited within 15 s. */
    public void stop() {
        Optional<RunningOperator> stopped = running;
        running = Optional.empty();
        stopped.ifPresent(RunningOperator::stop);
    }

    /** Ends it with kill -9; only for the packaged operator. */
    public void crash() {
        started().crash();
        running = Optional.empty();
    }

    /** Returns the id of its process. */
    public long pid() {
        return started().pid();
    }

    /** Returns the file that the packaged operator logs to. */
    public Path log() {
        return log;
    }

    /** Returns its metrics in Prometheus' text format. */
    public String metrics() {
        HttpResponse<String> answer = get("/metrics").orElseThrow(() -> new AssertionError("no answer from /metrics"));
        if (answer.statusCode() != 200) {
            throw new AssertionError("/metrics answers " + answer.statusCode());
        }
        return answer.body();
    }

    /** Returns whether /readyz reports it. */
    public boolean isReady() {
        return get("/readyz").filter(answer -> answer.statusCode() == 200).isPresent();
    }

    /** Stops it. */
    @Override
    public void close() {
        stop();
    }

    /** The end of its log, under a heading; empty where it has none. */
    Optional<String> tail() {
        return log.toFile().canRead()
                ? Optional.of("--- end of %s%n%s%n---".formatted(log, OperatorProcess.tail(log, TAIL)))
                : Optional.empty();
    }

    private void start(Map<String, String> chosen, boolean inThisJvm) {
        if (running.isPresent()) {
            throw new IllegalStateException("operator " + name + " runs already: stop or crash it first");
        }
        inProcess = inThisJvm;
        settings = new HashMap<>(Map.of(
                "ZONEKEEPER_LEADER_ELECTION_ENABLED", "false",
                "ZONEKEEPER_LISTEN_ADDRESS", "127.0.0.1",
                "ZONEKEEPER_LOG_FORMAT", "text",
                "HOSTNAME", name));
        // Chosen here, since only then it is known without reading the log.
        settings.put("ZONEKEEPER_LISTEN_PORT", Integer.toString(FreePort.next()));
        settings.putAll(chosen);
        Path kubeconfig =
                gate.map(ApiGate::kubeconfig).orElseGet(() -> identity.get().kubeconfig());
        running = Optional.of(
                inProcess
                        ? InProcessOperator.start(kubeconfig, settings)
                        : OperatorProcess.start(jar, kubeconfig, settings, log));
        awaitReady();
    }

    /** One whose gate closes before its caches are filled is never ready: as if it had ended before. */
    private void awaitReady() {
        Waiting.until(
                "operator " + name + " is ready or dead",
                STARTED_WITHIN,
                () -> isReady()
                        || !started().isAlive()
                        || gate.filter(ApiGate::closed).isPresent());
        if (!started().isAlive()) {
            throw new AssertionError("operator " + name + " ended before it was ready\n" + tail().orElse(""));
        }
    }

    private RunningOperator started() {
        return running.orElseThrow(() -> new IllegalStateException("operator " + name + " does not run"));
    }

    private Optional<HttpResponse<String>> get(String path) {
        URI address = URI.create("http://127.0.0.1:" + settings.get("ZONEKEEPER_LISTEN_PORT") + path);
        try {
            return Optional.of(HTTP.send(
                    HttpRequest.newBuilder(address).timeout(REQUEST).build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
