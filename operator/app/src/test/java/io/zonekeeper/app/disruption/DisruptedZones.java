package io.zonekeeper.app.disruption;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.kube.objects.BudgetReading;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Watches, all through a test, that never two zones of a service lack pods, and that never two budgets are open.
 *
 * <p>A watch brings every state of the pods in the order in which they came to be, and so of the budgets: what is not
 * seen was not. Pods that are going away do not count. A zone counts from when it first had its pods.
 */
public final class DisruptedZones implements AutoCloseable {
    private final String service;
    private final Map<String, Integer> pods;
    private final Map<String, String> zoneOfReadyPod = new HashMap<>();
    private final Set<String> openBudgets = new TreeSet<>();
    private final Set<String> watched = new TreeSet<>();
    private final Set<String> everDisrupted = new TreeSet<>();
    private final List<String> violations = new ArrayList<>();
    private final Watch podWatch;
    private final Watch budgetWatch;

    /**
     * Begins to watch.
     *
     * @param pods by zone, how many pods are ready there when nothing is disrupted
     */
    public DisruptedZones(KubernetesClient client, String service, Map<String, Integer> pods) {
        this.service = service;
        this.pods = Map.copyOf(pods);
        podWatch = client.pods()
                .withLabel("zonekeeper.io/service", service)
                .watch(new Each<Pod>((action, pod) -> seen(action, pod)));
        budgetWatch = client.policy()
                .v1()
                .podDisruptionBudget()
                .withLabel("zonekeeper.io/service", service)
                .watch(new Each<PodDisruptionBudget>((action, budget) -> seen(action, budget)));
    }

    /** Returns the zones that lacked pods at any time. */
    synchronized Set<String> everDisrupted() {
        return Set.copyOf(everDisrupted);
    }

    /** Returns the names of the budgets that let pods go. */
    synchronized Set<String> open() {
        return Set.copyOf(openBudgets);
    }

    /** Returns whether every zone has all its pods. */
    public synchronized boolean whole() {
        return watched.equals(pods.keySet()) && lacking().isEmpty();
    }

    /** Ends, and fails if anything was seen that must not be. */
    @Override
    public void close() {
        podWatch.close();
        budgetWatch.close();
        synchronized (this) {
            assertThat(violations).as("of " + service).isEmpty();
        }
    }

    private synchronized void seen(Watcher.Action action, Pod pod) {
        String name = pod.getMetadata().getName();
        if (action != Watcher.Action.DELETED && pod.getMetadata().getDeletionTimestamp() == null && ready(pod)) {
            zoneOfReadyPod.put(name, pod.getMetadata().getLabels().get("zonekeeper.io/zone"));
        } else {
            zoneOfReadyPod.remove(name);
        }
        pods.forEach((zone, count) -> {
            if (ready(zone) >= count) {
                watched.add(zone);
            }
        });
        Set<String> lacking = lacking();
        everDisrupted.addAll(lacking);
        if (lacking.size() > 1) {
            violations.add("%s lack pods, after %s of %s".formatted(lacking, action, name));
        }
    }

    private synchronized void seen(Watcher.Action action, PodDisruptionBudget budget) {
        String name = budget.getMetadata().getName();
        if (action != Watcher.Action.DELETED && BudgetReading.fact(budget).open()) {
            openBudgets.add(name);
        } else {
            openBudgets.remove(name);
        }
        if (openBudgets.size() > 1) {
            violations.add("%s are open at once".formatted(openBudgets));
        }
    }

    private Set<String> lacking() {
        Set<String> lacking = new TreeSet<>(watched);
        lacking.removeIf(zone -> ready(zone) >= pods.get(zone));
        return lacking;
    }

    private long ready(String zone) {
        return zoneOfReadyPod.values().stream().filter(zone::equals).count();
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    private record Each<T extends HasMetadata>(Seen<T> seen) implements Watcher<T> {
        interface Seen<T> {
            void seen(Action action, T object);
        }

        @Override
        public void eventReceived(Action action, T object) {
            seen.seen(action, object);
        }

        @Override
        public void onClose(WatcherException cause) {
            // what is not seen any more makes tests that wait for it fail
        }
    }
}
