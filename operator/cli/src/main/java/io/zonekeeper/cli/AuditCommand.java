package io.zonekeeper.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.listing.ClusterListing;
import io.zonekeeper.cli.rendering.AuditPage;
import io.zonekeeper.cli.rendering.AuditTable;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Structured;
import io.zonekeeper.core.audit.Auditor;
import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Grade;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = {
            "Grades how well what runs in a cluster survives the loss of each zone, and names the change that helps most.",
            "It only lists objects, and needs nothing of Zonekeeper in the cluster. It audits workloads of any kind: what is",
            "left, what Kubernetes would not replace and why, budgets that block drains, traffic that stays."
        },
        footer = {
            "",
            "Examples:",
            "  audit                            the context's namespace",
            "  audit -A                         all namespaces",
            "  audit -A -o html > audit.html    a page to read, print and send",
            "  audit -n shop --fail-below B     for CI: exit code 1 if a workload has a C, D or F",
            "  kubectl get nodes,pods,rs,deploy,sts,ds,svc,pdb,pvc,pv -A -o json > cluster.json",
            "  audit -A -f cluster.json         the same, without access to the cluster",
            "",
            "docs/audit.md explains grades and findings.",
            "",
            "Exit code: 0 no grade is below --fail-below; 1 a workload or the cluster is; 2 invalid input; 3 no cluster or no",
            "permission to list nodes and pods."
        })
final class AuditCommand implements Callable<Integer> {
    @Option(
            names = {"-A", "--all-namespaces"},
            description = "workloads of all namespaces")
    private boolean all;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "objects that kubectl wrote, or - for standard input")
    private Path file;

    @Option(
            names = "--fail-below",
            paramLabel = "GRADE",
            defaultValue = "C",
            description = "the worst grade that is accepted, A to F (C); F accepts all")
    private Grade accepted;

    /** How the report is printed. */
    enum Format {
        table,
        json,
        yaml,
        html
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json|yaml|html",
            defaultValue = "table",
            description = "how the report is printed (table)")
    private Format format;

    @Mixin
    private ClusterOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (all && options.namespace().isPresent()) {
            throw Problem.input("-A audits all namespaces and -n one: use one of them");
        }
        AuditReport report = Auditor.audit(ClusterListing.read(options, all, Optional.ofNullable(file)));
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case table -> AuditTable.print(report, out);
            case json -> out.print(Structured.json(report));
            case yaml -> out.print(Structured.yaml(report));
            case html -> out.print(AuditPage.of(report, Clock.systemUTC().instant()));
        }
        out.flush();
        if (format != Format.table) {
            report.unread().forEach(unread -> spec.commandLine().getErr().println("zonekeeper: " + unread.message()));
        }
        boolean failed = report.worst().worseThan(accepted) || report.grade().worseThan(accepted);
        return failed ? Exit.NO.code() : Exit.OK.code();
    }
}
