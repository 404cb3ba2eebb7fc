package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.kube.probe.Outcome;
import io.zonekeeper.kube.probe.Target;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pod under observation: its targets and what was last seen of each.
 *
 * <p>It may be one of several owners' pods. To each it is <em>proven</em> once each of that owner's checks has
 * succeeded since it was first seen Ready; before that it is no evidence of anything, for a network policy or mutual
 * TLS may keep the observer out. Proven it stays, Ready or not, until it is deleted. It <em>fails</em> when the last
 * check by any of its checks failed.
 */
final class ObservedPod {
    private static final Logger LOG = LoggerFactory.getLogger(ObservedPod.class);

    private final CheckScheduler patrol;
    private final Map<Check, Seen> checks = new HashMap<>();
    private Map<String, List<Check>> owners = Map.of();
    private PodFact fact;
    private boolean wasReady;

    ObservedPod(CheckScheduler patrol, PodFact fact) {
        this.patrol = patrol;
        this.fact = fact;
        this.wasReady = fact.ready();
    }

    /** Returns whether this is the same pod: another address has to be proven again, as another pod has. */
    synchronized boolean isSame(PodFact other) {
        return fact.uid().equals(other.uid())
                && fact.address().equals(other.address())
                && fact.zone().equals(other.zone())
                && fact.ports().equals(other.ports());
    }

    /** Takes news of the pod. */
    synchronized void update(PodFact news) {
        fact = news;
        wasReady |= news.ready();
    }

    /** Returns what is known of the pod. */
    synchronized PodFact fact() {
        return fact;
    }

    /**
     * Checks it by these checks from here on, and by no others; those that stay keep what was seen.
     *
     * @param wanted by owner, the checks by which it is one of its pods
     */
    synchronized void lookFor(Map<String, List<Check>> wanted) {
        owners = Map.copyOf(wanted);
        Set<Check> all = wanted.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        Iterator<Map.Entry<Check, Seen>> present = checks.entrySet().iterator();
        while (present.hasNext()) {
            Map.Entry<Check, Seen> entry = present.next();
            if (!all.contains(entry.getKey())) {
                entry.getValue().end.run();
                present.remove();
            }
        }
        for (Check check : all) {
            checks.computeIfAbsent(check, this::begin);
        }
    }

    /** Checks it no more. */
    void end() {
        lookFor(Map.of());
    }

    /** Returns how it stands. */
    synchronized View view() {
        List<OwnerView> views = owners.entrySet().stream()
                .map(owner -> view(owner.getKey(), owner.getValue()))
                .toList();
        return new View(fact.zone().orElseThrow(), fact.node(), fact.ready(), checks.size(), views);
    }

    private OwnerView view(String owner, List<Check> by) {
        boolean proven = true;
        boolean failing = false;
        for (Check check : by) {
            proven &= checks.get(check).succeeded;
            failing |= checks.get(check).failed;
        }
        return new OwnerView(owner, proven, proven && failing);
    }

    /**
     * How a pod stands.
     *
     * @param zone its zone
     * @param node its node
     * @param ready whether it is Ready
     * @param targets how many checks it is checked by
     * @param owners how it stands by the checks of each of its owners
     */
    record View(String zone, String node, boolean ready, int targets, List<OwnerView> owners) {
        /** Returns whether it counts. */
        boolean proven() {
            return owners.stream().anyMatch(OwnerView::proven);
        }

        /** Returns whether it counts and fails. */
        boolean failing() {
            return owners.stream().anyMatch(OwnerView::failing);
        }
    }

    /**
     * How a pod stands by the checks of one owner.
     *
     * @param owner what reports call the owner
     * @param proven whether it counts
     * @param failing whether it counts and fails
     */
    record OwnerView(String owner, boolean proven, boolean failing) {}

    private Seen begin(Check check) {
        Seen seen = new Seen();
        Optional<Target> target = Target.of(check, fact.address(), fact.ports());
        if (target.isPresent()) {
            seen.end = patrol.begin(target.get(), outcome -> record(check, seen, outcome));
        } else {
            // It will never be proven, so it is no evidence.
            LOG.atDebug()
                    .addKeyValue("pod", fact.key())
                    .addKeyValue("check", check.name())
                    .log("the pod has no port {}", check.port());
        }
        return seen;
    }

    private synchronized void record(Check check, Seen seen, Outcome outcome) {
        if (!outcome.counts()) {
            return;
        }
        if (seen.failed == outcome.succeeded()) {
            LOG.atDebug()
                    .addKeyValue("pod", fact.key())
                    .addKeyValue("zone", fact.zone().orElseThrow())
                    .addKeyValue("check", check.name())
                    .addKeyValue("outcome", outcome.reason())
                    .log(outcome.succeeded() ? "responds again" : "fails");
        }
        seen.failed = !outcome.succeeded();
        seen.succeeded |= wasReady && outcome.succeeded();
    }

    /** What was seen by one check. */
    private static final class Seen {
        private Runnable end = () -> {};
        private boolean succeeded;
        private boolean failed;
    }
}
