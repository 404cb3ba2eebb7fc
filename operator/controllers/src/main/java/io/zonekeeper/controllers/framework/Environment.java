package io.zonekeeper.controllers.framework;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.client.LeaderFence;
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
 * @param fence asked before something outside the API server is changed; empty without leader election
 */
public record Environment(
        KubernetesClient client,
        OperatorConfig config,
        SteadyClock clock,
        Events events,
        OperatorMetrics metrics,
        Optional<LeaderFence> fence) {
    /**
     * Fails unless this process provably leads: asked before something outside the API server is changed.
     *
     * @param what what is about to be changed
     * @throws UncheckedIOException where another process may lead by now
     */
    public void requireLeader(String what) {
        if (fence.isPresent()) {
            try {
                fence.get().require(what);
            } catch (LeaderFence.NotLeading e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the namespaces whose objects are reconciled; empty for all. */
    public Set<String> namespaces() {
        return config.namespaces();
    }
}
