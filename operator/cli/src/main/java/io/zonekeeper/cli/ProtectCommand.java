package io.zonekeeper.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.listing.ClusterListing;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Structured;
import io.zonekeeper.core.audit.Auditor;
import io.zonekeeper.core.audit.Protection;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.ServiceReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code protect}. */
@Command(
        name = "protect",
        mixinStandardHelpOptions = true,
        description = {
            "Prints ZoneFailovers that protect the Services of namespaces as they are. It writes nothing. What is not",
            "protected, and what would be left alone when a zone is lost, is reported on standard error with the reason."
        },
        footer = {
            "",
            "Examples:",
            "  protect -n shop | kubectl apply -f -   protect all Services of a namespace for which that is possible",
            "  protect -n shop web api                these two only",
            "  protect -A > failovers.yaml            one ZoneFailover for each namespace, to review",
            "",
            "The chart value failover.enabled has to be true for them to have an effect. docs/zone-failover.md explains what",
            "they do.",
            "",
            "Exit code: 0 printed; 1 a Service that is named, or every Service, cannot be protected; 2 invalid input;",
            "3 no cluster or no permission to list nodes and pods."
        })
final class ProtectCommand implements Callable<Integer> {
    private static final String NAME = "zone-failover";

    @Parameters(arity = "0..*", paramLabel = "SERVICE", description = "the only Services to protect (all)")
    private List<String> names = List.of();

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Services of all namespaces")
    private boolean all;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "objects that kubectl wrote, or - for standard input")
    private Path file;

    @Mixin
    private ClusterOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (all && options.namespace().isPresent()) {
            throw Problem.input("-A protects all namespaces and -n one: use one of them");
        }
        if (all && !names.isEmpty()) {
            throw Problem.input("Services are named within one namespace: use -n instead of -A");
        }
        AuditReport report = Auditor.audit(ClusterListing.read(options, all, Optional.ofNullable(file)));
        Set<String> asked = new LinkedHashSet<>(names);
        refuseUnknown(report, asked);
        Protection protection = Protection.of(report, asked);
        PrintWriter out = spec.commandLine().getOut();
        boolean first = true;
        for (Map.Entry<String, Protection.OfNamespace> namespace :
                protection.namespaces().entrySet()) {
            report(namespace.getKey(), namespace.getValue());
            if (!namespace.getValue().names().isEmpty()) {
                out.print(first ? "" : "---\n");
                out.print(Structured.yaml(manifest(namespace.getKey(), namespace.getValue())));
                first = false;
            }
        }
        out.flush();
        report.unread().forEach(unread -> note(unread.message()));
        boolean missing = !asked.isEmpty()
                && protection.namespaces().values().stream()
                        .anyMatch(found -> !found.unprotected().isEmpty());
        return first || missing ? Exit.NO.code() : Exit.OK.code();
    }

    private static void refuseUnknown(AuditReport report, Set<String> asked) {
        List<String> known = report.services().stream().map(ServiceReport::name).toList();
        asked.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw Problem.input("there is no Service \"%s\".%s Existing ones: %s"
                    .formatted(name, ClusterOptions.Spelling.hint(name, known), ClusterOptions.Spelling.list(known)));
        });
    }

    /** Without a selection it protects Services that are made later, too. */
    private static Map<String, Object> manifest(String namespace, Protection.OfNamespace found) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("apiVersion", "zonekeeper.io/v1alpha1");
        manifest.put("kind", "ZoneFailover");
        manifest.put("metadata", Map.of("name", NAME, "namespace", namespace));
        manifest.put("spec", found.all() ? Map.of() : Map.of("services", Map.of("names", found.names())));
        return manifest;
    }

    private void report(String namespace, Protection.OfNamespace found) {
        found.unprotected()
                .forEach((service, why) -> note("%s/%s is not protected: %s".formatted(namespace, service, why)));
        found.limits().forEach(limit -> note("%s: %s".formatted(namespace, limit)));
    }

    private void note(String text) {
        spec.commandLine().getErr().println("zonekeeper: " + text);
    }
}
