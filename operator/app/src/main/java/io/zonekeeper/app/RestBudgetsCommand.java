package io.zonekeeper.app;

import java.io.PrintStream;
import java.time.Clock;

import io.zonekeeper.controllers.zonedservice.children.BudgetRest;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.config.OperatorConfig;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** {@code rest-budgets}: leaves no budget closed, for the time after the last operator. */
final class RestBudgetsCommand {
    private RestBudgetsCommand() {}

    /**
     * Opens the budgets.
     *
     * @param config the namespaces
     * @param out where the services are listed whose budgets were changed
     * @throws KubernetesClientException when that failed for any
     */
    static void run(OperatorConfig config, PrintStream out) {
        try (KubernetesClient client = KubernetesClients.create(new ConfigBuilder().build())) {
            new BudgetRest(client, Clock.systemUTC())
                    .rest(config.namespaces())
                    .forEach(service ->
                            out.println(service + ": its PodDisruptionBudget allows one eviction at a time"));
        }
    }
}
