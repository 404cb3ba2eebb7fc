package io.zonekeeper.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZonedService;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Watches, all through a test, that never two zones of a service are disrupted by its rollout: that have pods of two
 * templates, or fewer ready pods than they had. It also keeps in which order zones were in step.
 *
 * <p>A watch brings every state in the order in which it came to be: what is not seen was not. Pods that are going away
 * do not count.
 */
final class RolloutWatch implements AutoCloseable {
    private final int podsPerZone;
    private final Map<String, Seen> pods = new HashMap<>();
    private final Set<String> whole = new TreeSet<>();
    private final Set<String> everDisrupted = new TreeSet<>();
    private final List<String> steps = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Watch> watches;

    /** Begins to watch a service that has so many pods in each zone. */
    RolloutWatch(KubernetesClient client, String service, int podsPerZone) {
        this.podsPerZone = podsPerZone;
        watches = List.of(
                client.pods().withLabel("zonekeeper.io/service", service).watch(new Each<Pod>(this::seen)),
                client.resources(ZonedService.class).withName(service).watch(new Each<ZonedService>(this::seen)));
    }

    /** Returns the zones that were disrupted at any time. */
    synchronized Set<String> everDisrupted() {
        return Set.copyOf(everDisrupted);
    }

    /** Returns the zones in the order in which they were in step, each with its revision as {@code ZONE/REVISION}. */
    synchronized List<String> steps() {
        return List.copyOf(steps);
    }

    /** Ends, and fails if anything was seen that must not be. */
    @Override
    public void close() {
        watches.forEach(Watch::close);
        synchronized (this) {
            assertThat(violations).as("disrupted at once").isEmpty();
        }
    }

    private synchronized void seen(Watcher.Action action, Pod pod) {
        String name = pod.getMetadata().getName();
        if (action == Watcher.Action.DELETED || pod.getMetadata().getDeletionTimestamp() != null) {
            pods.remove(name);
        } else {
            pods.put(name, Seen.of(pod));
        }
        Map<String, List<Seen>> byZone =
                pods.values().stream().collect(Collectors.groupingBy(Seen::zone, TreeMap::new, Collectors.toList()));
        byZone.forEach((zone, there) -> {
            if (ready(there) >= podsPerZone) {
                whole.add(zone);
            }
        });
        Set<String> disrupted = new TreeSet<>(whole);
        disrupted.removeIf(zone -> {
            List<Seen> there = byZone.getOrDefault(zone, List.of());
            return ready(there) >= podsPerZone
                    && there.stream().map(Seen::image).distinct().count() == 1;
        });
        everDisrupted.addAll(disrupted);
        if (disrupted.size() > 1) {
            violations.add("%s, after %s of %s".formatted(disrupted, action, name));
        }
    }

    private synchronized void seen(Watcher.Action action, ZonedService service) {
        if (service.getStatus() == null || service.getStatus().rollout() == null) {
            return;
        }
        var rollout = service.getStatus().rollout();
        if (rollout.phase().equals("Updating") && rollout.zone() != null) {
            String step = rollout.zone() + "/" + rollout.revision();
            if (steps.isEmpty() || !steps.getLast().equals(step)) {
                steps.add(step);
            }
        }
    }

    private static long ready(List<Seen> pods) {
        return pods.stream().filter(Seen::ready).count();
    }

    private record Seen(String zone, String image, boolean ready) {
        static Seen of(Pod pod) {
            return new Seen(
                    pod.getMetadata().getLabels().get("zonekeeper.io/zone"),
                    pod.getSpec().getContainers().getFirst().getImage(),
                    pod.getStatus() != null
                            && pod.getStatus().getConditions().stream()
                                    .anyMatch(condition -> condition.getType().equals("Ready")
                                            && condition.getStatus().equals("True")));
        }
    }

    private record Each<T extends HasMetadata>(Eye<T> eye) implements Watcher<T> {
        interface Eye<T> {
            void seen(Action action, T object);
        }

        @Override
        public void eventReceived(Action action, T object) {
            eye.seen(action, object);
        }

        @Override
        public void onClose(WatcherException cause) {
            // what is not seen any more makes tests that wait for it fail
        }
    }
}
