package io.zonekeeper.cli.migration;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.cluster.MigrationCluster;
import io.zonekeeper.cli.cluster.Wait;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Structured;
import io.zonekeeper.cli.terminal.Times;
import io.zonekeeper.core.handover.HandOver.Step;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.migration.MigratedDeployment;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code migrate}. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the ZonedService that takes a Deployment's place: its template, its replicas, and the Service of the",
            "same selector. With --apply it leads the traffic over: the ZonedService runs beside the Deployment, takes the",
            "Service over when as many of its pods are ready, and the Deployment is scaled to 0. There are never fewer ready",
            "endpoints than before. Stopped anywhere, the same command goes on; --back undoes it."
        },
        footer = {
            "",
            "Examples:",
            "  migrate deployment/web                 print the ZonedService",
            "  migrate deployment/web --apply         run it beside, hand the Service over, scale the Deployment to 0",
            "  migrate deployment/web --back          bring the Deployment back and delete the ZonedService",
            "",
            "Both run at the same time for a while: there must be room for twice the pods. Take the Deployment out of what",
            "applies it (GitOps, Helm) only afterwards, and let it not set replicas meanwhile.",
            "",
            "Exit code: 0 done; 1 not done in time; 2 invalid input; 3 no cluster or no permission."
        })
public final class MigrateCommand implements Callable<Integer> {
    /** Nodes follow a change of the endpoints after about a second; those that are busy take longer. */
    private static final Duration SETTLE = Duration.ofSeconds(5);

    @Parameters(index = "0", paramLabel = "deployment/NAME", description = "the Deployment")
    private String target;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "the Service that is handed over, if several select the Deployment's pods")
    private String service;

    @Option(names = "--apply", description = "migrate, rather than print")
    private boolean apply;

    @Option(names = "--back", description = "undo a migration")
    private boolean back;

    @Option(names = "--wait", paramLabel = "TIME", defaultValue = "10m", description = "how long to wait in all (10m)")
    private String limit;

    @Mixin
    private ClusterOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (apply && back) {
            throw Problem.input("--apply and --back are opposites: use one of them");
        }
        String name = name();
        Duration time = Times.duration("--wait", limit);
        try (Cluster connection = options.connect()) {
            var cluster = new MigrationCluster(connection);
            Deployment deployment = cluster.deployment(name);
            Optional<Service> handed = chosen(cluster, deployment);
            if (!apply && !back) {
                return print(MigratedDeployment.of(deployment, handed), deployment, cluster);
            }
            return run(
                    new Migration(
                            cluster, name, handed.map(each -> each.getMetadata().getName())),
                    time);
        }
    }

    private String name() {
        String[] words = target.split("/", -1);
        if (words.length != 2
                || !List.of("deployment", "deployments", "deploy").contains(words[0])
                || words[1].isEmpty()) {
            throw Problem.input("\"%s\" is no Deployment: write deployment/NAME".formatted(target));
        }
        return words[1];
    }

    private int print(MigratedDeployment migrated, Deployment deployment, MigrationCluster cluster) {
        out().print(Structured.yaml(migrated.manifest()));
        out().flush();
        migrated.notes().forEach(this::note);
        cluster.autoscalers(deployment.getMetadata().getName())
                .forEach(scaler ->
                        note("HorizontalPodAutoscaler %s has to scale the ZonedService instead".formatted(scaler)));
        return Exit.OK.code();
    }

    private int run(Migration migration, Duration time) {
        long end = System.nanoTime() + time.toNanos();
        long settledFrom = 0;
        while (true) {
            Step step = migration.next(back);
            if (step == Step.DONE) {
                out().println(back ? "done: the Deployment serves as before" : "done: the ZonedService serves");
                out().flush();
                return Exit.OK.code();
            }
            if (System.nanoTime() > end) {
                note("not done after %s: %s. The same command goes on".formatted(limit, migration.progress()));
                return Exit.NO.code();
            }
            // Nodes have time to follow the endpoints.
            settledFrom = !step.settles() ? 0 : settledFrom == 0 ? System.nanoTime() : settledFrom;
            boolean now = !step.settles() || System.nanoTime() - settledFrom >= SETTLE.toNanos();
            if (step.waits() || !now) {
                Wait.pause();
            } else {
                settledFrom = 0;
                migration.take(step).ifPresent(what -> {
                    out().println(what);
                    out().flush();
                });
            }
        }
    }

    /** The Service that selects the Deployment's pods, and after the hand-over those of the ZonedService. */
    private Optional<Service> chosen(MigrationCluster cluster, Deployment deployment) {
        if (service != null) {
            return Optional.of(cluster.service(service)
                    .orElseThrow(() -> Problem.input("there is no Service \"%s\"".formatted(service))));
        }
        Map<String, String> labels = Optional.ofNullable(
                        deployment.getSpec().getTemplate().getMetadata().getLabels())
                .orElse(Map.of());
        List<Service> selecting = cluster.services().stream()
                .filter(each -> selects(each, labels) || takenFrom(cluster, each, deployment))
                .toList();
        if (selecting.size() > 1) {
            throw Problem.input(
                    "Services %s select the pods of Deployment %s: choose one with --service; the others keep selecting them by their labels"
                            .formatted(
                                    String.join(
                                            ", ",
                                            selecting.stream()
                                                    .map(each ->
                                                            each.getMetadata().getName())
                                                    .sorted()
                                                    .toList()),
                                    deployment.getMetadata().getName()));
        }
        return selecting.stream().findFirst();
    }

    private static boolean selects(Service service, Map<String, String> labels) {
        Map<String, String> selector = MigrationCluster.selector(service);
        return !selector.isEmpty()
                && selector.entrySet().stream()
                        .filter(label -> !label.getKey().startsWith(Labels.OUTSIDE))
                        .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
    }

    private static boolean takenFrom(MigrationCluster cluster, Service service, Deployment deployment) {
        String name = service.getMetadata().getName();
        return name.equals(MigrationCluster.selector(service).get(Labels.SERVICE))
                && cluster.zonedService(name)
                        .map(zoned -> zoned.getMetadata().getAnnotations())
                        .filter(annotations ->
                                deployment.getMetadata().getName().equals(annotations.get(Migration.FROM)))
                        .isPresent();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void note(String text) {
        spec.commandLine().getErr().println("zonekeeper: " + text);
    }
}
