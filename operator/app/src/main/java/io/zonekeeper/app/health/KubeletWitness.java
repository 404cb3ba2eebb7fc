package io.zonekeeper.app.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;

/**
 * Tries to connect to the kubelets of nodes that fell silent: the second witness.
 *
 * <ol>
 *   <li>As soon as one node of a zone is silent, every node of that zone is tried, and a few of every other zone as
 *       controls: if those do not answer either, the trouble is here.
 *   <li>A node does not answer when two tries in a row failed.
 *   <li>A kubelet that never answered is no evidence: a firewall may keep us out. New nodes are tried once.
 *   <li>Nodes of the zone that this process runs in are not tried: a witness looks from outside.
 * </ol>
 */
final class KubeletWitness {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PROVE_EVERY = Duration.ofSeconds(30);
    private static final int CONNECT_TIMEOUT_MILLIS = 1000;
    private static final int CONTROLS = 3;
    private static final int FAILURES_IN_A_ROW = 2;

    private final Optional<String> ownZone;
    private final LongSupplier nanoTime;
    private final Map<String, Contact> contacts = new ConcurrentHashMap<>();

    /** What is known of one node's kubelet. */
    private static final class Contact {
        private final AtomicBoolean trying = new AtomicBoolean();
        private volatile boolean proven;
        private final AtomicInteger failuresInARow = new AtomicInteger();
        private volatile long triedAt;
        private volatile long answeredFor;
    }

    KubeletWitness(Optional<String> ownZone, LongSupplier nanoTime) {
        this.ownZone = ownZone;
        this.nanoTime = nanoTime;
    }

    /**
     * Tries what is to be tried, without waiting for it, and returns what earlier tries showed.
     *
     * @param nodes the nodes whose silence would be evidence
     * @param silent names of those that are silent
     * @param dead names of those that died alone: they speak neither for nor against a zone
     */
    List<Observation> look(Collection<WatchedNode> nodes, Set<String> silent, Set<String> dead) {
        // A set: several times a second, every contact is looked up in it.
        contacts.keySet().retainAll(nodes.stream().map(WatchedNode::name).collect(Collectors.toSet()));
        Set<String> silentZones = nodes.stream()
                .filter(node -> silent.contains(node.name()))
                .map(WatchedNode::zone)
                .collect(Collectors.toSet());
        Map<String, List<WatchedNode>> byZone = nodes.stream()
                .filter(node -> node.kubelet().isPresent())
                .filter(node -> !ownZone.equals(Optional.of(node.zone())))
                .collect(Collectors.groupingBy(WatchedNode::zone));
        List<Observation> observations = new ArrayList<>();
        byZone.forEach((zone, ofZone) -> {
            boolean suspected = silentZones.contains(zone);
            List<WatchedNode> wanted = suspected || silentZones.isEmpty()
                    ? ofZone
                    : ofZone.stream()
                            .filter(node -> proven(node) && !dead.contains(node.name()))
                            .limit(CONTROLS)
                            .toList();
            for (WatchedNode node : wanted) {
                boolean everyTime = !silentZones.isEmpty();
                if (due(node, everyTime)) {
                    attempt(node);
                }
            }
            if (!silentZones.isEmpty()) {
                observe(zone, wanted, suspected ? silent : Set.of()).ifPresent(observations::add);
            }
        });
        return observations;
    }

    private boolean proven(WatchedNode node) {
        Contact contact = contacts.get(node.name());
        return contact != null && contact.proven;
    }

    private boolean due(WatchedNode node, boolean suspicion) {
        Contact contact = contacts.computeIfAbsent(node.name(), name -> new Contact());
        long since = nanoTime.getAsLong() - contact.triedAt;
        boolean first = contact.triedAt == 0;
        if (suspicion) {
            return first || since >= EVERY.toNanos();
        }
        return first || (!contact.proven && since >= PROVE_EVERY.toNanos());
    }

    private void attempt(WatchedNode node) {
        Contact contact = contacts.get(node.name());
        if (contact == null || !contact.trying.compareAndSet(false, true)) {
            return;
        }
        contact.triedAt = nanoTime.getAsLong();
        WatchedNode.Kubelet kubelet = node.kubelet().orElseThrow();
        Thread.ofVirtual().name("kubelet-" + node.name()).start(() -> {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(kubelet.host(), kubelet.port()), CONNECT_TIMEOUT_MILLIS);
                contact.proven = true;
                contact.failuresInARow.set(0);
            } catch (IOException e) {
                contact.failuresInARow.incrementAndGet();
            } finally {
                contact.answeredFor = nanoTime.getAsLong();
                contact.trying.set(false);
            }
        });
    }

    /**
     * What a zone's kubelets show: of the silent nodes where there are some, else of the controls. Only tries since the
     * suspicion arose count, for what was tried before says nothing of now.
     */
    private Optional<Observation> observe(String zone, List<WatchedNode> tried, Set<String> silent) {
        int samples = 0;
        int failures = 0;
        long oldest = 0;
        for (WatchedNode node : tried) {
            Contact contact = contacts.get(node.name());
            boolean asked = silent.isEmpty() || silent.contains(node.name());
            if (contact == null || !contact.proven || !asked) {
                continue;
            }
            long age = nanoTime.getAsLong() - contact.answeredFor;
            samples++;
            failures += contact.failuresInARow.get() >= FAILURES_IN_A_ROW ? 1 : 0;
            oldest = Math.max(oldest, age);
        }
        return samples == 0
                ? Optional.empty()
                : Optional.of(new Observation(
                        zone, Signal.KUBELETS, samples, failures, Duration.ofNanos(Math.max(0, oldest))));
    }
}
