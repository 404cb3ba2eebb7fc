package io.zonekeeper.app.disruption;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.kube.objects.BudgetReading;
import io.zonekeeper.testing.OperatorUnderTest;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;

/** Kills an operator (-9) at the sight of its closing the open budget of a service. */
final class KilledWhenClosed implements Watcher<PodDisruptionBudget>, AutoCloseable {
    private final OperatorUnderTest operator;
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Watch watch;
    private volatile boolean done;

    KilledWhenClosed(KubernetesClient client, String service, OperatorUnderTest operator) {
        this.operator = operator;
        this.watch = client.policy()
                .v1()
                .podDisruptionBudget()
                .withLabel("zonekeeper.io/service", service)
                .watch(this);
    }

    /** Returns whether it was killed. */
    boolean done() {
        return done;
    }

    @Override
    public void eventReceived(Action action, PodDisruptionBudget budget) {
        String name = budget.getMetadata().getName();
        if (BudgetReading.fact(budget).open()) {
            open.add(name);
        } else if (open.remove(name) && !done) {
            operator.crash();
            done = true;
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        // then it waits in vain, and says for what
    }

    @Override
    public void close() {
        watch.close();
    }
}
