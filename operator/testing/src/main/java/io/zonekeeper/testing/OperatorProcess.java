package io.zonekeeper.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** The packaged operator as a process; it does not outlive this JVM. */
final class OperatorProcess implements RunningOperator {
    private static final Duration STOP = Duration.ofSeconds(15);
    /** The memory of the chart's container, which the heap is a share of. */
    private static final String CONTAINER = "-XX:MaxRAM=256m";

    /** Those of the image. They also make a start take 3.2 s of a processor instead of 5.0 s. */
    private static final Path JVM_OPTIONS = Checkout.file("operator/app/jvm.options");

    private final Process process;
    private final AtExit atExit;

    private OperatorProcess(Process process) {
        this.process = process;
        this.atExit = new AtExit("kill operator " + process.pid(), process::destroyForcibly);
    }

    /**
     * Starts it.
     *
     * @param jar the program; AWS' SDK lies in {@code aws/} beside it
     * @param kubeconfig how it reaches the API server
     * @param settings environment variables, over this process's
     * @param log where what it prints goes, after what is there
     */
    static OperatorProcess start(Path jar, Path kubeconfig, Map<String, String> settings, Path log) {
        if (!Files.isReadable(jar)) {
            throw new IllegalStateException(jar + " is not there: run ./mvnw package, which makes it, before the test");
        }
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = jar + File.pathSeparator + jar.resolveSibling("aws").resolve("*");
        var builder = new ProcessBuilder(
                        List.of(java.toString(), CONTAINER, "@" + JVM_OPTIONS, "-cp", classPath, mainClass(jar)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // The operator refuses variables it does not know, as those that steer these tests.
        builder.environment().keySet().removeIf(name -> name.startsWith("ZONEKEEPER_") || name.startsWith("KUBE"));
        builder.environment().putAll(settings);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        try {
            return new OperatorProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mainClass(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the last lines of a log. */
    static String tail(Path log, int count) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void stop() {
        process.destroy();
        boolean stopped = ended(STOP);
        crash();
        if (!stopped) {
            throw new AssertionError(
                    "the operator did not exit within " + STOP.toSeconds() + " s of SIGTERM, so it was killed");
        }
    }

    @Override
    public void crash() {
        process.destroyForcibly();
        ended(STOP);
        atExit.close();
    }

    private boolean ended(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
