package io.zonekeeper.app.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zonekeeper.app.disruption.DisruptedZones;
import io.zonekeeper.app.disruption.Evictions;
import io.zonekeeper.app.evacuation.Invariants;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Waiting;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;

import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** Lives side by side in a namespace, taken through their phases, with {@link Invariants} watching all the way. */
final class SideBySide {
    /** After so many lives the kinds are those of the first ones again. */
    private static final int KINDS = 8;

    /** Long enough for a retry that waits a minute, and for a start of the operator at each write. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Place place;
    private final List<Life> lives;
    private final boolean dark;
    private final Duration patience;
    private final Runnable meanwhile;

    /**
     * Prepares them.
     *
     * @param dark whether a zone dies; otherwise a person cordons it
     * @param patience how long each phase may take
     * @param meanwhile done again and again while they are waited for
     */
    SideBySide(Place place, List<Life> lives, boolean dark, Duration patience, Runnable meanwhile) {
        this.place = place;
        this.lives = lives;
        this.dark = dark;
        this.patience = patience;
        this.meanwhile = meanwhile;
    }

    /** What was made of a life in the end. */
    record End(String life, String shape, String what) {}

    /** Returns so many lives of each kind. */
    static List<Life> ofEachKind(int each) {
        return IntStream.range(0, each)
                .flatMap(turn -> IntStream.of(0, 1, 2, 3, KINDS - 1).map(kind -> turn * KINDS + kind))
                .mapToObj(SideBySide::life)
                .toList();
    }

    /** Returns so many lives, of all kinds in turn. */
    static List<Life> lives(int count) {
        return IntStream.range(0, count).mapToObj(SideBySide::life).toList();
    }

    private static Life life(int number) {
        return switch (number % KINDS) {
            case 0, 4 -> service(number, ServiceLife.Shape.DEPLOYMENTS);
            case 1, 5 -> service(number, ServiceLife.Shape.STATEFUL_SETS);
            case 2, 6 -> service(number, ServiceLife.Shape.ZONAL_BUDGETS);
            case 3 -> new FailoverLife("shop-%d-life".formatted(number));
            default -> new ProxyLife("front-%d-life".formatted(number), service(0, ServiceLife.Shape.DEPLOYMENTS));
        };
    }

    private static ServiceLife service(int number, ServiceLife.Shape shape) {
        return new ServiceLife("web-%d-life".formatted(number), shape);
    }

    /** Takes them through all phases. */
    void live() {
        try (Invariants invariants = Invariants.watch(place.client()).onlyDarkZonesAreCordoned()) {
            invariants.podsMayGo(names(life -> life.shape().equals(ServiceLife.Shape.STATEFUL_SETS.name())));
            for (Life.Phase phase : Life.Phase.values()) {
                live(phase, invariants);
            }
        }
    }

    /** Returns what was made of each, once all is as at the end of the last phase. */
    List<End> ends() {
        List<End> ends = new ArrayList<>();
        Waiting.untilAsserted("all is as it was at the end of the last phase", patience, () -> {
            Snapshot seen = Snapshot.of(place.client());
            lives.forEach(life -> life.holds(Life.Phase.SCALED_DOWN, seen));
            ends.clear();
            lives.forEach(life -> ends.add(new End(life.name(), life.shape(), life.end(seen))));
        });
        return ends;
    }

    /** Removes everything that was made and ends the operator. */
    void clear() {
        UserOfZones zones = zones();
        zones.release(A);
        place.faults().heal(A);
        place.kubectl().run("uncordon", "-l", "topology.kubernetes.io/zone");
        place.kubectl().run("delete", "zpx,zsvc,zfo,deployments,statefulsets,services", "--all");
        Waiting.until(
                "all pods are gone",
                patience,
                () -> place.client().pods().list().getItems().isEmpty());
        place.operator().stop();
    }

    private void live(Life.Phase phase, Invariants invariants) {
        switch (phase) {
            case DRAINED -> {
                invariants.podsMayGo(names(life -> true));
                drain();
                invariants.podsStay(names(life -> !life.shape().equals(ServiceLife.Shape.STATEFUL_SETS.name())));
            }
            case EVACUATED -> {
                if (dark) {
                    invariants.dark(A);
                    place.faults().kill(A);
                } else {
                    zones().cordon(A);
                }
                until(phase);
            }
            case BACK -> {
                if (dark) {
                    place.faults().heal(A);
                } else {
                    zones().release(A);
                }
                until(phase);
                invariants.lit(A);
            }
            default -> {
                Stream<String> first = phase == Life.Phase.MADE ? Stream.of(FailoverLife.FAILOVER) : Stream.of();
                place.kubectl()
                        .runReading(
                                Stream.concat(first, lives.stream().flatMap(life -> life.manifest(phase).stream()))
                                        .collect(Collectors.joining("\n---\n")),
                                "apply",
                                "-f",
                                "-");
                until(phase);
            }
        }
    }

    /** Of each service that is watched never two zones lack pods, and never two budgets are open. */
    private void drain() {
        List<Pod> pods =
                place.client().pods().withLabel("zonekeeper.io/service").list().getItems();
        Optional<String> node = pods.stream()
                .filter(pod -> B.equals(pod.getMetadata().getLabels().get("zonekeeper.io/zone")))
                .map(pod -> pod.getSpec().getNodeName())
                .findFirst();
        if (node.isEmpty()) {
            return;
        }
        List<DisruptedZones> watched = lives.stream()
                .filter(life -> life instanceof ServiceLife)
                .map(life -> new DisruptedZones(place.client(), life.name(), Map.of(A, 2, B, 2, C, 2)))
                .toList();
        untilWhole(watched);
        place.kubectl().run("cordon", node.get());
        List<String> onIt = pods.stream()
                .filter(pod -> node.get().equals(pod.getSpec().getNodeName()))
                .map(pod -> pod.getMetadata().getName())
                .toList();
        KubernetesClient client = place.client();
        try (Evictions evictions = Evictions.of(client, onIt, 1)) {
            Waiting.until("node %s is drained".formatted(node.get()), patience, () -> {
                meanwhile.run();
                return evictions.left() == 0;
            });
        }
        until(Life.Phase.DRAINED);
        untilWhole(watched);
        watched.forEach(DisruptedZones::close);
        place.kubectl().run("uncordon", node.get());
    }

    private void untilWhole(List<DisruptedZones> watched) {
        Waiting.until("all zones have their pods", patience, () -> {
            meanwhile.run();
            return watched.stream().allMatch(DisruptedZones::whole);
        });
    }

    private void until(Life.Phase phase) {
        Set<String> held = new HashSet<>();
        Waiting.untilAsserted(phase.toString(), patience, () -> {
            meanwhile.run();
            Snapshot seen = Snapshot.of(place.client());
            Map<String, AssertionError> missing = new TreeMap<>();
            lives.stream().filter(life -> !held.contains(life.name())).forEach(life -> {
                try {
                    life.holds(phase, seen);
                    held.add(life.name());
                } catch (AssertionError e) {
                    missing.put(life.name(), e);
                }
            });
            assertThat(missing).isEmpty();
        });
        System.out.printf("figure: %s of %d lives%n", phase, lives.size());
    }

    private List<String> names(Predicate<Life> which) {
        return lives.stream().filter(which).map(Life::name).toList();
    }

    private UserOfZones zones() {
        return new UserOfZones(place.client(), place.kubectl());
    }
}
