package io.zonekeeper.core.health;

import java.time.Duration;

/**
 * Whether silence means anything, for it may be us who hear nothing.
 *
 * <ol>
 *   <li>In the beginning, and after a time in which nothing was heard of any node, or in which the API server did not
 *       answer, a node's silence counts when its renewal interval has passed: kubelets try again when they would have
 *       anyway.
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

    /**
     * Of all nodes, those that still renew where one zone of three is dark and half of the others lost their API
     * endpoint.
     */
    private static final double STILL_RENEWING = 1 / 3.0;

    private boolean silent = true;
    private long silentSince;
    private boolean trusted;
    private long trustedSince;

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
     * @param apiAnswers whether the API server answers
     * @param chance the longest silence of all nodes that says nothing ({@link #chance})
     */
    public void look(long now, boolean nothingHeard, boolean apiAnswers, Duration chance) {
        boolean deaf = nothingHeard || !apiAnswers;
        if (deaf && !silent) {
            silentSince = now;
        }
        if (deaf && (!apiAnswers || now - silentSince >= chance.toNanos())) {
            trusted = false;
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

    /** Returns whether the silence of a node that renews in this interval means anything. */
    public boolean trusts(long now, Duration interval) {
        return !silent && trusted && now - trustedSince >= interval.toNanos();
    }
}
