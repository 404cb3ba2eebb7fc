package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.kube.probe.Check;

/**
 * Who is checked: brings services and their pods together, in whatever order they become known.
 *
 * <p>All methods may be called from any thread.
 */
final class TargetRegistry {
    private final CheckScheduler patrol;
    private final Map<String, ServiceFact> services = new HashMap<>();
    private final Map<String, ObservedPod> pods = new HashMap<>();

    TargetRegistry(CheckScheduler patrol) {
        this.patrol = patrol;
    }

    /** A service is there, or changed. */
    synchronized void put(ServiceFact service) {
        ServiceFact before = services.put(service.key(), service);
        if (before == null || !before.checks().equals(service.checks())) {
            lookBy(service.key(), service.checks());
        }
    }

    /** A service is gone. */
    synchronized void removeService(String key) {
        services.remove(key);
        lookBy(key, List.of());
    }

    /** A pod can be checked, or changed. */
    synchronized void put(PodFact fact) {
        ObservedPod known = pods.get(fact.key());
        if (known != null && known.isSame(fact)) {
            known.update(fact);
            return;
        }
        removePod(fact.key());
        ObservedPod pod = new ObservedPod(patrol, fact);
        pods.put(fact.key(), pod);
        ServiceFact service = services.get(fact.service());
        if (service != null) {
            pod.lookBy(service.checks());
        }
    }

    /** A pod is gone, or going. */
    synchronized void removePod(String key) {
        ObservedPod pod = pods.remove(key);
        if (pod != null) {
            pod.end();
        }
    }

    /** Ends all looks. */
    synchronized void clear() {
        pods.values().forEach(ObservedPod::end);
        pods.clear();
        services.clear();
    }

    /** Returns how the pods stand that are checked. */
    synchronized List<ObservedPod.View> pods() {
        return pods.values().stream()
                .map(ObservedPod::view)
                .filter(view -> view.targets() > 0)
                .toList();
    }

    /** Returns the stacks that are reported even if all is well. */
    synchronized Set<Stack> away() {
        Set<Stack> away = new HashSet<>();
        for (ServiceFact service : services.values()) {
            if (!service.checks().isEmpty()) {
                service.away().forEach(zone -> away.add(new Stack(service.key(), zone)));
            }
        }
        return away;
    }

    private void lookBy(String service, List<Check> checks) {
        pods.values().stream().filter(pod -> pod.service().equals(service)).forEach(pod -> pod.lookBy(checks));
    }
}
