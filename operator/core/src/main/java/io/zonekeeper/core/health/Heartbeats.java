package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes evidence of the silence of nodes.
 *
 * <ol>
 *   <li>A node is silent when its lease was not seen to change for its renewal interval and {@code heartbeatMargin}.
 *   <li>The first silent node of a zone sets a mark: the moment by which its renewal was to be seen. Renewals of the
 *       zone seen since then speak for it, silent nodes against it. Those seen while it could still have come say
 *       nothing: the zone may have gone dark between the two.
 *   <li>Failures are the silent nodes, samples those and the nodes that renewed since the mark.
 * </ol>
 *
 * <p>So a dark zone shows only failures, and more of them with every renewal that falls due, while a zone with one dead
 * node soon shows one failure among many samples. Nothing here compares a lease's own time with a clock: ages are times
 * since a change was seen, by a clock that does not jump.
 */
public final class Heartbeats {
    /** The kubelet draws each interval anew, up to so much longer (jitter of its lease controller, 4 %). */
    private static final double JITTER = 0.04;

    /** From the kubelet to us: a write, the API server's watch, our thread; more than a busy API server needs. */
    private static final Duration WAY = Duration.ofMillis(200);

    private Heartbeats() {}

    /**
     * A node that should renew its lease.
     *
     * @param zone the name of its zone
     * @param sinceRenewal time since its lease was last seen to change
     * @param interval time between two renewals: a quarter of the lease's duration, as the kubelet does it
     */
    public record NodeBeat(String zone, Duration sinceRenewal, Duration interval) {
        /** Returns how long ago the next renewal fell due; negative while it is not due. */
        public Duration overdue() {
            return sinceRenewal.minus(interval);
        }

        /** Returns how long ago the next renewal was to be seen at the latest; negative while it may still come. */
        Duration missing() {
            return overdue().minus(WAY).minusNanos(Math.round(JITTER * interval.toNanos()));
        }
    }

    /** Returns whether a node is silent. */
    public static boolean silent(NodeBeat node, Duration margin) {
        return node.overdue().compareTo(margin) > 0;
    }

    /** Returns one observation for each zone that has nodes. */
    public static List<Observation> observe(Collection<NodeBeat> nodes, Duration margin) {
        Map<String, List<NodeBeat>> byZone = new HashMap<>();
        nodes.forEach(node ->
                byZone.computeIfAbsent(node.zone(), zone -> new ArrayList<>()).add(node));
        List<Observation> observations = new ArrayList<>(byZone.size());
        byZone.forEach((zone, ofZone) -> observations.add(observe(zone, ofZone, margin)));
        return observations;
    }

    private static Observation observe(String zone, List<NodeBeat> nodes, Duration margin) {
        Duration mark = Duration.ZERO;
        int silent = 0;
        for (NodeBeat node : nodes) {
            if (silent(node, margin)) {
                silent++;
                mark = node.missing().compareTo(mark) > 0 ? node.missing() : mark;
            }
        }
        if (silent == 0) {
            return new Observation(zone, Signal.HEARTBEATS, nodes.size(), 0, Duration.ZERO);
        }
        int renewed = 0;
        for (NodeBeat node : nodes) {
            if (!silent(node, margin) && node.sinceRenewal().compareTo(mark) < 0) {
                renewed++;
            }
        }
        return new Observation(zone, Signal.HEARTBEATS, silent + renewed, silent, Duration.ZERO);
    }
}
