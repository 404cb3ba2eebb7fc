package io.zonekeeper.controllers.signals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.cluster.WatchedNode;
import io.zonekeeper.core.health.KubeletContacts;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.selftest.SignalTest;

/**
 * Tries to connect to the kubelets of nodes that fell silent: the second witness. Which are tried and what that shows,
 * {@link KubeletContacts} says.
 *
 * <ol>
 *   <li>A kubelet that never answered is no evidence: a firewall may keep us out. New nodes are tried once, and again
 *       and again until they answer.
 *   <li>A process that begins while a zone is dark cannot reach its kubelets any more. Where an earlier process could,
 *       as the Zone's status records, they count as proven, until one is heard to renew its lease and does not answer.
 *   <li>A connection that is refused was refused by the node's host, which is therefore alive: its kubelet restarts.
 * </ol>
 */
public final class KubeletWitness {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PROVE_EVERY = Duration.ofSeconds(30);
    /** One that answered once: whether it could still be asked if it fell silent. */
    private static final Duration PROVE_AGAIN = Duration.ofHours(1);

    private static final int CONNECT_TIMEOUT_MILLIS = 1000;

    private final Supplier<Optional<String>> ownZone;
    private final LongSupplier nanoTime;
    private final Map<String, Contact> contacts = new ConcurrentHashMap<>();
    private final Predicate<String> reachedBefore;

    /** The tries of one node's kubelet in a row that failed, and when the last try ended. */
    private record Tries(int failed, long failedSince, long endedAt) {
        private static final Tries NONE = new Tries(0, 0, 0);

        private Tries next(boolean answered, long now) {
            return answered ? new Tries(0, 0, now) : new Tries(failed + 1, failed == 0 ? now : failedSince, now);
        }
    }

    /** What is known of one node's kubelet. */
    private static final class Contact {
        private final AtomicBoolean trying = new AtomicBoolean();
        private volatile boolean answered;
        /** Whether the last try of any kind was answered. */
        private volatile boolean answers;
        /** Whether it did not answer although its node was alive. */
        private volatile boolean unreachable;

        private volatile Tries tries = Tries.NONE;
        private volatile long triedAt;
    }

    /**
     * Creates a witness.
     *
     * @param ownZone the zone that this process runs in, if known
     * @param reachedBefore whether an earlier process could reach the kubelets of a zone
     * @param nanoTime the clock
     */
    public KubeletWitness(Supplier<Optional<String>> ownZone, Predicate<String> reachedBefore, LongSupplier nanoTime) {
        this.ownZone = ownZone;
        this.reachedBefore = reachedBefore;
        this.nanoTime = nanoTime;
    }

    /** Does the same where it is not known when leases were renewed. */
    List<Observation> look(Collection<WatchedNode> nodes, Set<String> silent, Set<String> dead) {
        return look(nodes, silent, dead, Map.of());
    }

    /**
     * Tries what is to be tried, without waiting for it, and returns what earlier tries showed.
     *
     * @param nodes the nodes whose silence would be evidence
     * @param silent names of those that are silent
     * @param dead names of those that died alone: they speak neither for nor against a zone
     * @param renewed by name, time since a lease was seen to change; those of which none was are not in it
     */
    List<Observation> look(
            Collection<WatchedNode> nodes, Set<String> silent, Set<String> dead, Map<String, Duration> renewed) {
        List<WatchedNode> reachable =
                nodes.stream().filter(node -> node.kubelet().isPresent()).toList();
        // A set: several times a second, every contact is looked up in it.
        contacts.keySet().retainAll(reachable.stream().map(WatchedNode::name).collect(Collectors.toSet()));
        reachable.forEach(node -> contacts.computeIfAbsent(node.name(), name -> new Contact()));
        Set<String> wanted = KubeletContacts.wanted(facts(reachable, silent, dead, renewed), ownZone.get());
        for (WatchedNode node : reachable) {
            if (due(contacts.get(node.name()), wanted.contains(node.name()))) {
                attempt(node, wanted.contains(node.name()));
            }
        }
        return KubeletContacts.observe(facts(reachable, silent, dead, renewed), ownZone.get());
    }

    /**
     * Returns for each zone whether its kubelets can be connected to: true where most of them were, false where most
     * could not be although they were alive; a zone of which neither is known is not in it.
     */
    Map<String, Boolean> reachable(Collection<WatchedNode> nodes) {
        Map<String, int[]> counts = new HashMap<>();
        for (WatchedNode node : nodes) {
            Contact contact = contacts.get(node.name());
            int[] count = counts.computeIfAbsent(node.zone(), zone -> new int[3]);
            count[0]++;
            count[1] += contact != null && contact.answered ? 1 : 0;
            count[2] += contact != null && !contact.answered && contact.unreachable ? 1 : 0;
        }
        Map<String, Boolean> reachable = new HashMap<>();
        counts.forEach((zone, count) -> {
            if (2 * count[1] >= count[0]) {
                reachable.put(zone, true);
            } else if (2 * count[2] > count[0]) {
                reachable.put(zone, false);
            }
        });
        return reachable;
    }

    /** Returns whether kubelets answered when they were tried last; empty where none has a port. */
    Optional<SignalTest> test(Collection<WatchedNode> nodes) {
        List<WatchedNode> asked =
                nodes.stream().filter(node -> node.kubelet().isPresent()).toList();
        long answered = asked.stream()
                .map(node -> contacts.get(node.name()))
                .filter(contact -> contact != null && contact.answers)
                .count();
        String ports = asked.stream()
                .map(node -> Integer.toString(node.kubelet().orElseThrow().port()))
                .distinct()
                .sorted()
                .limit(3)
                .collect(Collectors.joining(", "));
        return SignalTest.kubelets(asked.size(), (int) answered, ports);
    }

    private List<KubeletContacts.Contact> facts(
            Collection<WatchedNode> nodes, Set<String> silent, Set<String> dead, Map<String, Duration> renewed) {
        List<KubeletContacts.Contact> facts = new ArrayList<>(nodes.size());
        long now = nanoTime.getAsLong();
        for (WatchedNode node : nodes) {
            Contact contact = contacts.get(node.name());
            Tries tries = contact.tries;
            var fact = new KubeletContacts.Contact(
                    node.name(),
                    node.zone(),
                    silent.contains(node.name()),
                    dead.contains(node.name()),
                    contact.answered || (!contact.unreachable && reachedBefore.test(node.zone())),
                    tries.failed(),
                    Duration.ofNanos(tries.failed() == 0 ? 0 : Math.max(0, now - tries.failedSince())),
                    Optional.ofNullable(renewed.get(node.name())),
                    Duration.ofNanos(Math.max(0, now - tries.endedAt())));
            if (fact.aliveButUnreachable()) {
                contact.unreachable = true;
            }
            facts.add(fact);
        }
        return facts;
    }

    private boolean due(Contact contact, boolean wanted) {
        long since = nanoTime.getAsLong() - contact.triedAt;
        boolean first = contact.triedAt == 0;
        if (wanted) {
            return first || since >= EVERY.toNanos();
        }
        return first || since >= (contact.answered ? PROVE_AGAIN : PROVE_EVERY).toNanos();
    }

    /**
     * Tries once.
     *
     * @param wanted whether it is tried as a witness: otherwise what comes of one that answered before is no evidence
     */
    private void attempt(WatchedNode node, boolean wanted) {
        Contact contact = contacts.get(node.name());
        if (contact == null || !contact.trying.compareAndSet(false, true)) {
            return;
        }
        contact.triedAt = nanoTime.getAsLong();
        boolean counts = wanted || !contact.answered;
        WatchedNode.Kubelet kubelet = node.kubelet().orElseThrow();
        Thread.ofVirtual().name("kubelet-" + node.name()).start(() -> {
            var address = new InetSocketAddress(kubelet.host(), kubelet.port());
            try (var socket = new Socket()) {
                socket.connect(address, CONNECT_TIMEOUT_MILLIS);
                contact.answers = true;
                contact.answered = true;
                contact.unreachable = false;
                contact.tries = contact.tries.next(true, nanoTime.getAsLong());
            } catch (IOException e) {
                contact.answers = hostAnswers(e, address.getAddress());
                if (counts) {
                    contact.tries = contact.tries.next(contact.answers, nanoTime.getAsLong());
                }
            } finally {
                contact.trying.set(false);
            }
        });
    }

    /**
     * Returns whether a connection failed because the node's host refused it: then the host is alive. On the loopback
     * it is our own host that refuses, whatever became of the simulated node.
     */
    static boolean hostAnswers(IOException e, InetAddress address) {
        return e instanceof ConnectException
                && Objects.requireNonNullElse(e.getMessage(), "").contains("refused")
                && address != null
                && !address.isLoopbackAddress();
    }
}
