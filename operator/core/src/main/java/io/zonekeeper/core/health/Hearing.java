package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.zonekeeper.core.health.Heartbeats.NodeBeat;

/**
 * Whether silence means anything, for it may be us who hear nothing.
 *
 * <ol>
 *   <li>In the beginning, and after a time in which nothing was heard of any node, or in which the API server did not
 *       answer, a node's silence counts when its renewal interval has passed: kubelets try again when they would have
 *       anyway.
 *   <li>What was known stays known: a zone all of whose nodes were silent before such a time, and have not renewed
 *       since, is silent, and a node whose renewal was seen after it is alive. Neither is waited for, or a moment
 *       without the API server would hide a dark zone for an interval. Of a zone part of which was silent nothing is
 *       known: those nodes may have died alone.
 *   <li>While nothing is heard, silence is no evidence. When that was short, the next renewal shows that we have heard
 *       well all the time: in a small cluster, or where many kubelets lose their API endpoint along with a zone, there
 *       may be nobody to be heard for a few seconds ({@link #chance}). Then there is nothing to be waited for.
 * </ol>
 *
 * <p>Not for several threads at once.
 */
public final class Hearing {
    /** The least that is put down to chance, however many nodes there are. */
    private static final Duration SHORTEST_CHANCE = Duration.ofSeconds(3);

    /** A silence that chance explains more seldom than this is none of chance. */
    private static final double SELDOM = 0.02;

    /** Three intervals of kubelets by default: longer than any node is waited for. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

    /**
     * Of all nodes, those that still renew where one zone of three is dark and half of the others lost their API
     * endpoint.
     */
    private static final double STILL_RENEWING = 1 / 3.0;

    private boolean silent = true;
    private long silentSince;
    private long heardLast;
    private boolean trusted;
    private long trustedSince;

    /** From when until when renewals were heard, before nothing was; of no length before the first such time. */
    private long heardFrom;

    private long heardUntil;

    /**
     * Returns the longest silence of all nodes that is put down to chance. Renewals of {@code m} nodes fall anywhere in
     * their interval {@code T}, so none of them comes within {@code t} with probability {@code (1 - t/T)^m}.
     *
     * @param nodes how many nodes are known
     * @param interval time between two renewals of a node
     */
    public static Duration chance(int nodes, Duration interval) {
        double renewing = Math.max(1, nodes * STILL_RENEWING);
        double share = 1 - Math.pow(SELDOM, 1 / renewing);
        Duration explained = Duration.ofNanos(Math.round(share * interval.toNanos()));
        return explained.compareTo(SHORTEST_CHANCE) > 0 ? explained : SHORTEST_CHANCE;
    }

    /**
     * Notes a check.
     *
     * @param now its time in nanoseconds, by a clock that does not jump
     * @param nothingHeard whether nothing is heard of any node ({@link Heartbeats#nothingHeard})
     * @param sinceLastRenewal time since the last renewal of any node was seen
     * @param apiAnswers whether the API server answers
     * @param chance the longest silence of all nodes that says nothing ({@link #chance})
     */
    public void look(long now, boolean nothingHeard, Duration sinceLastRenewal, boolean apiAnswers, Duration chance) {
        boolean deaf = nothingHeard || !apiAnswers;
        if (deaf && !silent) {
            silentSince = now;
            // It may be that nothing has been heard since the last renewal, although it is noticed only now.
            heardLast = now - sinceLastRenewal.toNanos();
        }
        if (trusted && deaf && (!apiAnswers || now - silentSince >= chance.toNanos())) {
            trusted = false;
            // A time too short to miss anybody in leaves what was known before it as it is.
            long heard = heardLast - trustedSince;
            if (heard >= LONG_ENOUGH.toNanos() || heard >= heardUntil - heardFrom) {
                heardFrom = trustedSince;
                heardUntil = heardLast;
            }
        }
        if (!deaf && !trusted) {
            trusted = true;
            trustedSince = now;
        }
        silent = deaf;
    }

    /** Returns for how long nothing has been heard; zero while something is. */
    public Duration silentFor(long now) {
        return silent ? Duration.ofNanos(now - silentSince) : Duration.ZERO;
    }

    /** Returns whether the silence of any node that renews in this interval means something. */
    public boolean trusts(long now, Duration interval) {
        return hears() && now - trustedSince >= interval.toNanos();
    }

    /**
     * Returns of which nodes something is known: that they are silent, or that they renewed their lease.
     *
     * @param now the time of the last look
     * @param nodes all nodes
     * @param margin how late a renewal may come
     */
    public Predicate<NodeBeat> known(long now, Collection<NodeBeat> nodes, Duration margin) {
        if (!hears()) {
            return node -> false;
        }
        Predicate<NodeBeat> trusted = node -> trusts(now, node.interval().plus(margin));
        // Several times a second, of all nodes: nearly always, that is all.
        if (nodes.stream().allMatch(trusted)) {
            return trusted;
        }
        Set<String> dark = nodes.stream().map(NodeBeat::zone).collect(Collectors.toCollection(HashSet::new));
        nodes.stream().filter(node -> !silentBefore(now, node, margin)).forEach(node -> dark.remove(node.zone()));
        return trusted.or(node -> renewedAt(now, node) - trustedSince >= 0 || dark.contains(node.zone()));
    }

    private boolean silentBefore(long now, NodeBeat node, Duration margin) {
        long limit = node.interval().plus(margin).toNanos();
        return heardUntil - heardFrom >= limit && heardUntil - renewedAt(now, node) > limit;
    }

    private static long renewedAt(long now, NodeBeat node) {
        return now - node.sinceRenewal().toNanos();
    }

    private boolean hears() {
        return !silent && trusted;
    }
}
