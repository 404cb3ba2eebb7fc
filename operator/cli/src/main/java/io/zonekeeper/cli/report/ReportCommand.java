package io.zonekeeper.cli.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.cluster.RawCluster;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Writes a support bundle, a .zip to attach to an issue: objects of Zonekeeper with their status, what it made of",
            "them, nodes, Events, logs of operator and observers, permissions, versions, and what audit, status, explain and",
            "incident print. It never reads Secrets or ConfigMaps, and leaves out what else can hold a credential: values of",
            "environment variables, command lines, annotations. What you may not read is named in its README.md."
        },
        footer = {
            "",
            "Examples:",
            "  report                       zonekeeper-report-TIME.zip, of all namespaces",
            "  report -n shop -f shop.zip   services of one namespace only",
            "",
            "Exit code: 0 written, also if parts are missing; 2 invalid input; 3 no cluster."
        })
public final class ReportCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Function<String[], String> commands;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "the file to write, which must not exist (zonekeeper-report-TIME.zip)")
    private Path file;

    @Option(
            names = "--operator-namespace",
            paramLabel = "NS",
            defaultValue = "zonekeeper-system",
            description = "where the operator runs, if you may not list pods of all namespaces (zonekeeper-system)")
    private String operatorNamespace;

    @Option(
            names = "--log-lines",
            paramLabel = "N",
            defaultValue = "5000",
            description = "the last lines of each log (5000)")
    private int logLines;

    @Mixin
    private ClusterOptions options;

    @Spec
    private CommandSpec spec;

    /**
     * Creates the command.
     *
     * @param commands runs another command with these words, and returns what it prints
     */
    public ReportCommand(Function<String[], String> commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() throws IOException {
        if (logLines < 1) {
            throw Problem.input("--log-lines takes a number above 0");
        }
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        Path target = file == null ? Path.of("zonekeeper-report-%s.zip".formatted(TIME.format(now))) : file;
        try (Cluster cluster = options.connect()) {
            RawCluster raw = new RawCluster(cluster);
            String server = raw.text("/version", Map.of());
            try (OutputStream out = created(target);
                    Bundle bundle = new Bundle(out, now)) {
                write(bundle, raw, server, now);
                bundle.incomplete()
                        .forEach(part -> spec.commandLine()
                                .getErr()
                                .println("zonekeeper: without %s: %s".formatted(part.file(), part.missing())));
            }
        }
        spec.commandLine().getOut().println(target + ": read its README.md before you attach it to an issue");
        spec.commandLine().getOut().flush();
        return Exit.OK.code();
    }

    private void write(Bundle bundle, RawCluster cluster, String server, Instant now) {
        SecretText text = new SecretText();
        Pruning pruning = new Pruning(text);
        ObjectLists lists = new ObjectLists(cluster, bundle, pruning, options.namespace());
        OperatorPart operator = new OperatorPart(cluster, bundle, lists, text, logLines);
        bundle.add(
                "versions.txt",
                "versions of the command line and of Kubernetes",
                out -> out.write("""
                %s
                Java %s

                Kubernetes %s
                """.formatted(spec.root().version()[0], Runtime.version(), server.strip())));
        Set<String> zones = lists.cluster();
        Set<String> namespaces = lists.services();
        new NodeList(cluster, bundle).add(now);
        new EventList(cluster, bundle, text).add(options.namespace());
        operator.add(operatorNamespace);
        operator.permissions(namespaces);
        texts(bundle, text, zones);
        bundle.add("README.md", "this page", out -> {
            Map<String, Integer> leftOut = pruning.leftOut();
            if (text.replaced() > 0) {
                leftOut.put("what looks like a credential in logs, Events and messages", text.replaced());
            }
            out.write(Index.of(now, "kubectl zonekeeper report", bundle.parts(), leftOut));
        });
    }

    private void texts(Bundle bundle, SecretText text, Set<String> zones) {
        text(
                bundle,
                text,
                "texts/status.txt",
                options.namespace().isPresent() ? List.of("status") : List.of("status", "-A"));
        text(
                bundle,
                text,
                "texts/audit.txt",
                options.namespace().isPresent() ? List.of("audit") : List.of("audit", "-A"));
        for (String zone : zones) {
            text(bundle, text, "texts/explain-%s.txt".formatted(zone), List.of("explain", zone));
            text(bundle, text, "texts/incident-%s.txt".formatted(zone), List.of("incident", zone));
        }
    }

    private void text(Bundle bundle, SecretText text, String name, List<String> command) {
        List<String> words = new ArrayList<>(command);
        words.addAll(options.words());
        bundle.add(name, "what `%s` prints".formatted(String.join(" ", command)), out -> {
            out.write(text.clean(commands.apply(words.toArray(String[]::new))));
        });
    }

    /** Only its owner may read it: it tells much of a cluster. */
    private static OutputStream created(Path target) {
        try {
            OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (target.toAbsolutePath()
                    .getFileSystem()
                    .supportedFileAttributeViews()
                    .contains("posix")) {
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-------"));
            }
            return out;
        } catch (FileAlreadyExistsException e) {
            throw Problem.input("%s exists: name another file with -f".formatted(target));
        } catch (IOException e) {
            throw Problem.input("cannot write %s: %s"
                    .formatted(target, Optional.ofNullable(e.getMessage()).orElse("")));
        }
    }
}
