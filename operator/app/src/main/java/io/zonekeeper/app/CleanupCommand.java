package io.zonekeeper.app;

import java.io.PrintStream;
import java.time.Clock;

import io.zonekeeper.controllers.zonedservice.children.BudgetRest;
import io.zonekeeper.controllers.zonefailover.FailoverRelease;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.config.OperatorConfig;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * {@code cleanup}: leaves no budget closed, no zone excluded and no node tainted, for the time after the last operator.
 */
final class CleanupCommand {
    private CleanupCommand() {}

    /**
     * Opens the budgets, and gives back what was done for ZoneFailovers where that was permitted.
     *
     * @param config the namespaces
     * @param failovers whether there may have been any
     * @param out where what was changed is listed
     * @throws KubernetesClientException when that failed for any
     */
    static void run(OperatorConfig config, boolean failovers, PrintStream out) {
        try (KubernetesClient client = KubernetesClients.create(new ConfigBuilder().build())) {
            new BudgetRest(client, Clock.systemUTC())
                    .rest(config.namespaces())
                    .forEach(service ->
                            out.println(service + ": its PodDisruptionBudget allows one eviction at a time"));
            if (failovers) {
                new FailoverRelease(client)
                        .release(config.namespaces())
                        .forEach(service -> out.println("Service " + service + ": its traffic goes to all zones"));
            }
        }
    }
}
