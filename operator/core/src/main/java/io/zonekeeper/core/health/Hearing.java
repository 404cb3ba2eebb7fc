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
 *       may be nobody to be heard for a second or two. Then there is nothing to be waited for.
 * </ol>
 *
 * <p>Not for several threads at once.
 */
public final class Hearing {
    /** Nothing heard for longer is more than chance. */
    private static final Duration CHANCE = Duration.ofSeconds(3);

    private boolean silent = true;
    private long silentSince;
    private boolean trusted;
    private long trustedSince;

    /**
     * Notes a look.
     *
     * @param now its time in nanoseconds, by a clock that does not jump
     * @param nothingHeard whether nothing is heard of any node ({@link Heartbeats#nothingHeard})
     * @param apiAnswers whether the API server answers
     */
    public void look(long now, boolean nothingHeard, boolean apiAnswers) {
        boolean deaf = nothingHeard || !apiAnswers;
        if (deaf && !silent) {
            silentSince = now;
        }
        if (deaf && (!apiAnswers || now - silentSince >= CHANCE.toNanos())) {
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
