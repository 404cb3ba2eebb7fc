package io.zonekeeper.cli;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.cli.cluster.ClusterOptions;
import io.zonekeeper.cli.cluster.Wait;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Screen;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.ServicePreview;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command {@code evacuate}. */
@Command(
        name = "evacuate",
        mixinStandardHelpOptions = true,
        description = {
            "Evacuates one service from a zone; the zone stays open for other services.",
            "It writes the annotation zonekeeper.io/evacuate. Traffic stays while too few pods are ready in other zones.",
            "`failback SERVICE` reverts it."
        },
        footer = {
            "",
            "Examples:",
            "  evacuate web us-east-1b",
            "  evacuate -n shop web use1-az2 --wait 5m",
            "",
            "Exit code: 0 its traffic is removed; 1 refused, or not in time; 2 invalid input; 3 no cluster or no permission."
        })
final class EvacuateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "the service")
    private String name;

    @Parameters(index = "1", paramLabel = "ZONE", description = "name or ID of the zone")
    private String zone;

    @Mixin
    private Wait wait;

    @Mixin
    private ClusterOptions options;

    @Mixin
    private Screen screen;

    @Override
    public Integer call() {
        screen.forPrograms();
        try (Cluster cluster = options.connect()) {
            ZonedService service = cluster.service(name);
            String zoneName = Cluster.zoneName(cluster.zone(zone));
            if (stack(service, zoneName).isEmpty()) {
                throw Problem.input("%s runs nothing in %s; it runs in %s"
                        .formatted(
                                name,
                                zoneName,
                                ClusterOptions.Spelling.list(stacks(service).stream()
                                        .map(ZoneStack::zone)
                                        .toList())));
            }
            Set<String> zones = new TreeSet<>(ServicePreview.toEvacuate(service, Cluster.catalog(cluster.zones())));
            zones.add(zoneName);
            ZonedService written = cluster.patch(service, annotation(Labels.EVACUATE, String.join(",", zones)));
            screen.say("%s: evacuation from %s requested".formatted(name, zoneName));
            ZonedService seen = wait.until(() -> cluster.service(name), found -> away(found, zoneName), written);
            boolean done = away(seen, zoneName);
            screen.print(
                    StatusCommand.ServiceLine.of(seen),
                    () -> stack(seen, zoneName)
                            .ifPresent(stack -> screen.out()
                                    .println("%s in %s is %s: %s"
                                            .formatted(
                                                    name,
                                                    zoneName,
                                                    stack.state(),
                                                    Objects.requireNonNullElse(
                                                            stack.reason(),
                                                            "not applied yet: is the operator running?")))));
            return done || !wait.waited() ? Exit.OK.code() : Exit.NO.code();
        }
    }

    /** Returns a merge patch of one annotation; null takes it away. */
    static String annotation(String key, String value) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(key, value);
        return patch.toString();
    }

    static boolean away(ZonedService service, String zone) {
        return stack(service, zone)
                .filter(stack -> !"Active".equals(stack.state()) && !"Removing".equals(stack.state()))
                .isPresent();
    }

    static List<ZoneStack> stacks(ZonedService service) {
        return Optional.ofNullable(service.getStatus())
                .map(ZonedServiceStatus::zones)
                .orElse(List.of());
    }

    private static Optional<ZoneStack> stack(ZonedService service, String zone) {
        return stacks(service).stream()
                .filter(stack -> stack.zone().equals(zone))
                .findFirst();
    }
}
