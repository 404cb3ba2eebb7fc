package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes evidence of the silence of nodes.
 *
 * <ol>
 *   <li>A node is silent when its lease was not seen to change for its renewal interval and {@code heartbeatMargin}.
 *   <li>The first silent node of a zone sets a mark: the moment by which its renewal was to be seen. Renewals of the
 *       zone seen since then speak for it, silent nodes against it. Those seen while it could still have come say
 *       nothing: the zone may have gone dark between the two.
 *   <li>Failures are the silent nodes, samples those and the nodes that renewed since the mark.
 *   <li>A node that went missing more than an interval before the zone's latest renewal died alone: every other node
 *       has renewed since. It is left out, or clusters in which nodes is dead for days would find every dark zone late.
 *       Only where {@code nodesShare} of a zone's nodes are silent does it not matter who went when: there all count;
 *       but the mark is that of the first of those that did not die alone.
 *   <li>As long as no renewal at all has been seen since the mark, from any zone, a zone's silence says nothing for a
 *       few seconds: a process that stood still, or a watch that is behind, has missed everyone's renewals alike, and
 *       most of them where most nodes are. After that it is known by other means, and in a small cluster there may be
 *       nobody to be heard so soon.
 * </ol>
 *
 * <p>So a dark zone shows only failures, and more of them with every renewal that falls due, while a zone with one dead
 * node soon shows one failure among many samples. Nothing here compares a lease's own time with a clock: ages are times
 * since a change was seen, by a clock that does not jump.
 */
public final class Heartbeats {
    /** The kubelet draws each interval again, up to so much longer (jitter of its lease controller, 4 %). */
    private static final double JITTER = 0.04;

    /**
     * From the kubelet to us: a write, the API server's watch, our thread. Where it takes longer, zones are found
     * later.
     */
    private static final Duration WAY = Duration.ofMillis(200);

    /** So many times the usual interval, and a node is too slow to be missed in time. */
    private static final int SLOW = 4;

    /** A process that stood still for so long, or hears nothing for so long, has not reached the API server either. */
    private static final Duration BEHIND = Duration.ofMillis(2500);

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
        Duration overdue() {
            return sinceRenewal.minus(interval);
        }

        /** Returns how long ago the next renewal was to be seen at the latest; negative while it may still come. */
        Duration missing() {
            return overdue().minus(WAY).minusNanos(Math.round(JITTER * interval.toNanos()));
        }
    }

    /** Returns the nodes that renew so much more seldom than most that their silence comes too late to say anything. */
    public static Set<String> slow(Map<String, Duration> intervals) {
        List<Duration> sorted = intervals.values().stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Set.of();
        }
        Duration limit = sorted.get((sorted.size() - 1) / 2).multipliedBy(SLOW);
        return intervals.entrySet().stream()
                .filter(node -> node.getValue().compareTo(limit) > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Returns whether a node is silent. */
    public static boolean silent(NodeBeat node, Duration margin) {
        return node.overdue().compareTo(margin) > 0;
    }

    /**
     * Returns whether renewals are missing in two zones or more, or from every node that was still alive, and not one
     * has come since the first was missed: then it is we who hear nothing. Nodes that fell silent while others were
     * heard are none of it, whether they died alone or with their zone: they may be missed for days.
     */
    public static boolean nothingHeard(Collection<NodeBeat> nodes, Duration margin) {
        if (nodes.isEmpty()) {
            return true;
        }
        if (nodes.stream().noneMatch(node -> silent(node, margin))) {
            return false;
        }
        Duration latest = latest(nodes);
        List<NodeBeat> heardLately = nodes.stream()
                .filter(node -> node.missing().minus(latest).compareTo(node.interval()) <= 0)
                .toList();
        List<NodeBeat> silent =
                heardLately.stream().filter(node -> silent(node, margin)).toList();
        boolean heardSince = latest.compareTo(mark(silent)) <= 0;
        return !silent.isEmpty()
                && !heardSince
                && (zones(silent) >= 2 || (silent.size() == heardLately.size() && zones(nodes) >= 2));
    }

    /**
     * Returns how long none of these nodes may be heard by chance ({@link Hearing#chance}), at their usual interval.
     */
    public static Duration chance(Collection<NodeBeat> nodes) {
        List<Duration> intervals =
                nodes.stream().map(NodeBeat::interval).sorted().toList();
        Duration usual = intervals.isEmpty() ? Duration.ZERO : intervals.get((intervals.size() - 1) / 2);
        return Hearing.chance(intervals.size(), usual);
    }

    private static long zones(Collection<NodeBeat> nodes) {
        return nodes.stream().map(NodeBeat::zone).distinct().count();
    }

    /** Returns how long ago the last renewal of any of these nodes was seen. */
    public static Duration latest(Collection<NodeBeat> nodes) {
        return nodes.stream()
                .map(NodeBeat::sinceRenewal)
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Returns the nodes that died while their zone lived on. */
    static Set<NodeBeat> diedAlone(Collection<NodeBeat> nodes) {
        // Several times a second, of all nodes: where none is missing for so long, as nearly always, that is all.
        List<NodeBeat> longMissing = nodes.stream()
                .filter(node -> node.missing().compareTo(node.interval()) > 0)
                .toList();
        if (longMissing.isEmpty()) {
            return Set.of();
        }
        Map<String, Duration> latest = new HashMap<>();
        nodes.forEach(node -> latest.merge(
                node.zone(), node.sinceRenewal(), (one, other) -> one.compareTo(other) <= 0 ? one : other));
        return longMissing.stream()
                .filter(node -> node.missing().minus(latest.get(node.zone())).compareTo(node.interval()) > 0)
                .collect(Collectors.toSet());
    }

    /** Returns the nodes whose silence says nothing of their zones: those that died alone, where most others live. */
    public static Set<NodeBeat> leftOut(Collection<NodeBeat> nodes, Sensitivity sensitivity) {
        Set<NodeBeat> alone = diedAlone(nodes);
        if (alone.isEmpty()) {
            return alone;
        }
        Map<String, int[]> silentOf = new HashMap<>();
        for (NodeBeat node : nodes) {
            int[] counts = silentOf.computeIfAbsent(node.zone(), zone -> new int[2]);
            counts[0] += silent(node, sensitivity.heartbeatMargin()) ? 1 : 0;
            counts[1]++;
        }
        return alone.stream()
                .filter(node -> {
                    int[] counts = silentOf.get(node.zone());
                    return counts[0] < sensitivity.nodesShare() * counts[1];
                })
                .collect(Collectors.toSet());
    }

    /**
     * Returns one observation for each zone that has nodes to judge it by: some that are not {@link #leftOut}, and not
     * in the seconds in which nobody has been heard since the first of them was missed, although others are expected to
     * be.
     */
    public static List<Observation> observe(Collection<NodeBeat> nodes, Set<NodeBeat> leftOut, Duration margin) {
        Map<String, List<NodeBeat>> byZone = new HashMap<>();
        nodes.stream()
                .filter(node -> !leftOut.contains(node))
                .forEach(node -> byZone.computeIfAbsent(node.zone(), zone -> new ArrayList<>())
                        .add(node));
        List<Observation> observations = new ArrayList<>(byZone.size());
        Duration latest = latest(nodes);
        Set<NodeBeat> alone = diedAlone(nodes);
        byZone.forEach((zone, ofZone) -> {
            List<NodeBeat> silent =
                    ofZone.stream().filter(node -> silent(node, margin)).toList();
            Duration mark = mark(silent);
            boolean heardSince = latest.compareTo(mark) <= 0 || mark.compareTo(BEHIND) >= 0;
            if (silent.isEmpty() || heardSince || !othersExpected(zone, nodes, margin)) {
                observations.add(observe(zone, ofZone, silent, alone, margin));
            }
        });
        return observations;
    }

    /** Returns whether another zone has a node that is not silent itself: its next renewal will show that we hear. */
    private static boolean othersExpected(String zone, Collection<NodeBeat> nodes, Duration margin) {
        return nodes.stream().anyMatch(node -> !node.zone().equals(zone) && !silent(node, margin));
    }

    private static Observation observe(
            String zone, List<NodeBeat> nodes, List<NodeBeat> silent, Set<NodeBeat> alone, Duration margin) {
        if (silent.isEmpty()) {
            return new Observation(zone, Signal.HEARTBEATS, nodes.size(), 0, Duration.ZERO);
        }
        List<NodeBeat> together =
                silent.stream().filter(node -> !alone.contains(node)).toList();
        Duration mark = mark(together.isEmpty() ? silent : together);
        int renewed = 0;
        for (NodeBeat node : nodes) {
            if (!silent(node, margin) && node.sinceRenewal().compareTo(mark) < 0) {
                renewed++;
            }
        }
        return new Observation(zone, Signal.HEARTBEATS, silent.size() + renewed, silent.size(), Duration.ZERO);
    }

    /** Returns how long ago the first of these silent nodes was missed. */
    private static Duration mark(Collection<NodeBeat> silent) {
        return silent.stream()
                .map(NodeBeat::missing)
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) >= 0 ? one : other);
    }
}
