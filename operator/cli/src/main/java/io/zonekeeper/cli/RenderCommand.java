package io.zonekeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.core.proxy.ProxyPlan;
import io.zonekeeper.core.proxy.ProxyPlanner;
import io.zonekeeper.core.proxy.ProxyServer;
import io.zonekeeper.core.proxy.ProxySettings;
import io.zonekeeper.core.proxy.Supervisor;
import io.zonekeeper.manifests.proxies.ProxySpecProblems;
import io.zonekeeper.manifests.proxies.ProxySpecs;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code render}. */
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the proxy configuration of each zone, for proxies that run outside Kubernetes. Needs no cluster.",
            "With --out it writes one file per zone, and supervise.sh, which runs a proxy with its file and loads a changed",
            "file without dropping a request: sh supervise.sh ENGINE LISTEN FILE RUN_FOLDER"
        },
        footer = {
            "",
            "Examples:",
            "  render -f proxy.yaml --server us-east-1a=10.0.1.7:8080 --server us-east-1b=10.0.2.9:8080",
            "  render -f proxy.yaml --servers servers.txt --evacuated us-east-1a --out /etc/zonekeeper",
            "",
            "Exit code: 0 rendered; 2 invalid input."
        })
final class RenderCommand implements Callable<Integer> {
    @Option(names = "-f", required = true, paramLabel = "FILE", description = "the ZonalProxy; - for standard input")
    private Path file;

    @Option(names = "--server", paramLabel = "ZONE=ADDRESS:PORT", description = "a server; may be repeated")
    private List<String> servers = new ArrayList<>();

    @Option(names = "--servers", paramLabel = "FILE", description = "servers, one a line")
    private Path serversFile;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "a zone that has proxies; those with servers by default")
    private Set<String> zones = new TreeSet<>();

    @Option(names = "--evacuated", paramLabel = "ZONE", description = "a zone that gets no requests; may be repeated")
    private Set<String> evacuated = new TreeSet<>();

    @Option(names = "--out", paramLabel = "FOLDER", description = "write the files here instead of printing them")
    private Path out;

    @Option(
            names = "--run-folder",
            paramLabel = "FOLDER",
            defaultValue = ProxySettings.RUN_FOLDER,
            description = "where the proxy keeps sockets and temporary files (${DEFAULT-VALUE})")
    private String runFolder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ProxySettings settings = read();
        List<ProxyServer> found = servers();
        Set<String> withServers = found.stream().map(ProxyServer::zone).collect(Collectors.toCollection(TreeSet::new));
        for (String zone : evacuated) {
            if (!withServers.contains(zone)) {
                throw Problem.input("no server is in the evacuated zone %s; zones with servers: %s"
                        .formatted(zone, String.join(", ", withServers)));
            }
        }
        ProxyPlan plan = ProxyPlanner.plan(settings, found, evacuated, zones.isEmpty() ? withServers : zones);
        var err = spec.commandLine().getErr();
        plan.limits().forEach(limit -> err.println("note: " + limit));
        if (plan.failOpen()) {
            err.println("note: every zone is evacuated, so requests are sent to all of them");
        }
        plan.models()
                .forEach((zone, model) -> write(
                        zone + "." + settings.engine().extension(),
                        settings.engine().render(model).replace(ProxySettings.RUN_FOLDER, runFolder)));
        if (out != null) {
            write("supervise.sh", Supervisor.script());
        }
        return Exit.OK.code();
    }

    private void write(String name, String text) {
        if (out == null) {
            spec.commandLine().getOut().print(text);
            return;
        }
        try {
            // Replaced in one step, as a proxy may read it at any time.
            Path fresh = Files.createDirectories(out).resolve("." + name);
            Files.writeString(fresh, text);
            Files.move(fresh, out.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Problem.input("cannot write %s: %s".formatted(out.resolve(name), e.getMessage()));
        }
    }

    private ProxySettings read() {
        ManifestFile manifests = ManifestFile.read(file);
        List<JsonNode> proxies = manifests.of("ZonalProxy");
        if (proxies.size() != 1) {
            throw Problem.input(
                    proxies.isEmpty()
                            ? file + " contains no ZonalProxy"
                            : "%s contains %d ZonalProxies: give a file with one".formatted(file, proxies.size()));
        }
        JsonNode document = proxies.getFirst();
        ManifestFile.refuseUnknown(document.path("spec"), ZonalProxySpec.class, file + ": spec");
        ZonalProxy proxy = manifests.decode(document, ZonalProxy.class);
        List<String> problems = ProxySpecProblems.of(proxy.getSpec());
        if (!problems.isEmpty()) {
            throw Problem.input("%s: %s".formatted(file, String.join("; ", problems)));
        }
        try {
            return ProxySpecs.settings(proxy.getSpec());
        } catch (IllegalArgumentException e) {
            throw Problem.input("%s: %s".formatted(file, e.getMessage()));
        }
    }

    private List<ProxyServer> servers() {
        List<String> written = new ArrayList<>(servers);
        if (serversFile != null) {
            try {
                Files.readAllLines(serversFile).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .forEach(written::add);
            } catch (IOException e) {
                throw Problem.input("cannot read " + serversFile);
            }
        }
        if (written.isEmpty()) {
            throw Problem.input("there is no server: name some with --server ZONE=ADDRESS:PORT or --servers FILE");
        }
        List<ProxyServer> found = written.stream().map(RenderCommand::server).toList();
        Map<String, Set<String>> zonesByAddress = found.stream()
                .collect(Collectors.groupingBy(
                        ProxyServer::hostAndPort,
                        TreeMap::new,
                        Collectors.mapping(ProxyServer::zone, Collectors.toCollection(TreeSet::new))));
        zonesByAddress.forEach((address, listed) -> {
            if (listed.size() > 1) {
                throw Problem.input("%s is listed in %s: a server is in one zone, so keep one of them"
                        .formatted(address, String.join(" and ", listed)));
            }
        });
        return found;
    }

    private static ProxyServer server(String text) {
        int equals = text.indexOf('=');
        int colon = text.lastIndexOf(':');
        if (equals < 1
                || colon < equals
                || !text.substring(0, equals).matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")) {
            throw Problem.input("'%s' is no server: write ZONE=ADDRESS:PORT".formatted(text));
        }
        try {
            return new ProxyServer(
                    text.substring(0, equals),
                    text.substring(equals + 1, colon).replaceAll("^\\[|]$", ""),
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw Problem.input("'%s' has no port: write ZONE=ADDRESS:PORT".formatted(text));
        } catch (IllegalArgumentException e) {
            throw Problem.input("'%s': %s".formatted(text, e.getMessage()));
        }
    }
}
