package io.zonekeeper.controllers.framework;

import java.util.Set;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.events.Events;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * What every controller is made with.
 *
 * @param client reaches the API server
 * @param config how the operator runs
 * @param clock the time of day
 * @param events writes Kubernetes Events
 * @param metrics counts
 */
public record Environment(
        KubernetesClient client, OperatorConfig config, SteadyClock clock, Events events, OperatorMetrics metrics) {
    /** Returns the namespaces whose objects are reconciled; empty for all. */
    public Set<String> namespaces() {
        return config.namespaces();
    }
}
