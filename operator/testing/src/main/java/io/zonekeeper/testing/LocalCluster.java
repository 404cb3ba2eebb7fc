package io.zonekeeper.testing;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A control plane of processes on this machine: {@code hack/cluster}. */
final class LocalCluster implements Cluster {
    private static final Duration UP = Duration.ofMinutes(3);
    private static final Pattern OURS = Pattern.compile("^test-([0-9]+)-[0-9]+\\b.*");
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final String name;
    private final AtExit atExit;
    private final LocalZoneFaults faults;
    /** Asked for by every test, and always the same. */
    private Optional<Path> kubeconfig = Optional.empty();

    private Optional<Path> auditLog = Optional.empty();

    private LocalCluster(String name) {
        this.name = name;
        this.atExit = new AtExit("down " + name, this::down);
        this.faults = new LocalZoneFaults(name);
    }

    /** Starts one and returns when all nodes are Ready. */
    static LocalCluster start(ClusterShape shape) {
        Checkout.tool("kubectl"); // builds the tools, with progress shown, where that was not done yet
        clearOrphans();
        var cluster =
                new LocalCluster("test-%d-%d".formatted(ProcessHandle.current().pid(), STARTED.incrementAndGet()));
        String zones = shape.zones().stream().map(Object::toString).collect(Collectors.joining(","));
        String nodes = Integer.toString(shape.nodesPerZone());
        var up = Stream.of("up", "--audit", "--zones", zones, "--nodes-per-zone", nodes);
        var stagger = Stream.of("--stagger").filter(option -> shape.stagger());
        hackCluster(cluster.name, Stream.concat(up, stagger).toArray(String[]::new))
                .within(UP)
                .runOrFail();
        return cluster;
    }

    static Command hackCluster(String name, String... arguments) {
        String[] words = Stream.concat(Stream.of("--name", name), Arrays.stream(arguments))
                .toArray(String[]::new);
        return Command.of(Checkout.file("hack/cluster"), words);
    }

    /** Returns what {@code hack/cluster status} tells of a cluster. */
    static JsonNode status(String name) {
        try {
            return new ObjectMapper()
                    .readTree(hackCluster(name, "status", "-o", "json").runOrFail());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized Path kubeconfig() {
        if (kubeconfig.isEmpty()) {
            kubeconfig = Optional.of(path("kubeconfig"));
        }
        return kubeconfig.get();
    }

    @Override
    public synchronized Optional<Path> auditLog() {
        if (auditLog.isEmpty()) {
            auditLog = Optional.of(path("logs", "audit"));
        }
        return auditLog;
    }

    @Override
    public ZoneFaults faults() {
        return faults;
    }

    @Override
    public void close() {
        atExit.close();
        auditLog().ifPresent(log -> ApiCall.keep(name, log));
        down();
    }

    private Path path(String... question) {
        return Path.of(hackCluster(name, question).runOrFail().strip());
    }

    private void down() {
        hackCluster(name, "down").runOrFail();
    }

    /** Takes down the clusters of test runs that were killed. */
    private static void clearOrphans() {
        Command.of(Checkout.file("hack/cluster"), "list")
                .runOrFail()
                .lines()
                .map(OURS::matcher)
                .filter(Matcher::matches)
                .filter(line -> ProcessHandle.of(Long.parseLong(line.group(1))).isEmpty())
                .map(line -> line.group().split("\\s", 2)[0])
                .forEach(orphan -> hackCluster(orphan, "down").runOrFail());
    }
}
