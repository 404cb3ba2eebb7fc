package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.kube.probe.Outcome;
import io.zonekeeper.kube.probe.Target;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pod under observation: its targets and what was last seen of each.
 *
 * <p>It is <em>proven</em> once each of its checks has succeeded since it was first seen Ready; before that it is no
 * evidence of anything, for a network policy or mutual TLS may keep the observer out. Proven it stays, Ready or not,
 * until it is deleted. It <em>fails</em> when the last check by any of its checks failed.
 */
final class ObservedPod {
    private static final Logger LOG = LoggerFactory.getLogger(ObservedPod.class);

    private final CheckScheduler patrol;
    private final Map<Check, Seen> checks = new HashMap<>();
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
                && fact.service().equals(other.service())
                && fact.zone().equals(other.zone())
                && fact.ports().equals(other.ports());
    }

    /** Takes news of the pod. */
    synchronized void update(PodFact news) {
        fact = news;
        wasReady |= news.ready();
    }

    /** Returns the key of its service. */
    synchronized String service() {
        return fact.service();
    }

    /** Checks it by these checks from here on, and by no others; those that stay keep what was seen. */
    synchronized void lookBy(List<Check> wanted) {
        Iterator<Map.Entry<Check, Seen>> present = checks.entrySet().iterator();
        while (present.hasNext()) {
            Map.Entry<Check, Seen> entry = present.next();
            if (!wanted.contains(entry.getKey())) {
                entry.getValue().end.run();
                present.remove();
            }
        }
        for (Check check : wanted) {
            checks.computeIfAbsent(check, this::begin);
        }
    }

    /** Checks it no more. */
    void end() {
        lookBy(List.of());
    }

    /** Returns how it stands. */
    synchronized View view() {
        boolean proven = !checks.isEmpty();
        boolean failing = false;
        for (Seen seen : checks.values()) {
            proven &= seen.succeeded;
            failing |= seen.failed;
        }
        return new View(fact.service(), fact.zone(), fact.node(), proven, proven && failing, checks.size());
    }

    /**
     * How a pod stands.
     *
     * @param service namespace and name of its service
     * @param zone its zone
     * @param node its node
     * @param proven whether it counts
     * @param failing whether it counts and fails
     * @param targets how many checks it is checked by
     */
    record View(String service, String zone, String node, boolean proven, boolean failing, int targets) {}

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
                    .addKeyValue("zone", fact.zone())
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
