package io.zonekeeper.core.health;

import java.time.Duration;

/**
 * The numbers that the judge works with.
 *
 * <p>The shares come from what the field has settled on: Kubernetes calls a zone unhealthy from 55 % of its nodes on;
 * AWS' multi-AZ guidance blames a zone from 0.7 of all failures on, seen on at least two hosts. The times are what the
 * simulator's picture in docs/safety.md weighs against false alarms.
 *
 * @param window time between two checks of a signal that are counted
 * @param windows how many of the last looks are kept, 1 to 30
 * @param badWindows how many of them must be bad
 * @param heartbeatMargin how late a renewal of a node's lease may come before the node counts as silent
 * @param silentNodes nodes that must have missed their renewal one after the other; in a smaller zone all of them
 * @param silentShare share of the renewals due since the first missed one that is missing
 * @param nodesShare share of a zone's nodes that is bad
 * @param targetsShare share of a zone's pods, services or other samples that is bad
 * @param ownShare share of all zones' failures that lies in the zone to blame
 * @param minTargets the fewest failing pods, nodes or services that are evidence
 * @param staleAfter age from which evidence says nothing
 * @param recoverAfter how long all evidence must be good until an Unhealthy zone is Healthy
 */
public record Sensitivity(
        Duration window,
        int windows,
        int badWindows,
        Duration heartbeatMargin,
        int silentNodes,
        double silentShare,
        double nodesShare,
        double targetsShare,
        double ownShare,
        int minTargets,
        Duration staleAfter,
        Duration recoverAfter) {

    private static final int MOST_WINDOWS = 30;

    /**
     * Age from which evidence of AWS, which is asked once a minute, and of a Prometheus, which is asked every quarter
     * of it, says nothing.
     */
    public static final Duration SLOW_SOURCES_STALE_AFTER = Duration.ofMinutes(3);

    /** Two seconds sooner than {@link #BALANCED}, with less evidence. */
    public static final Sensitivity FAST = new Sensitivity(
            Duration.ofSeconds(1),
            4,
            3,
            Duration.ofMillis(700),
            2,
            0.9,
            0.55,
            0.5,
            0.7,
            2,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    /** The default. */
    public static final Sensitivity BALANCED = new Sensitivity(
            Duration.ofSeconds(1),
            6,
            4,
            Duration.ofSeconds(1),
            3,
            0.9,
            0.55,
            0.5,
            0.7,
            2,
            Duration.ofSeconds(6),
            Duration.ofSeconds(15));

    /** For those whom a wrong evacuation costs more than half a minute of errors. */
    public static final Sensitivity CAUTIOUS = new Sensitivity(
            Duration.ofSeconds(2),
            12,
            10,
            Duration.ofSeconds(5),
            5,
            0.95,
            0.7,
            0.6,
            0.8,
            2,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60));

    /** Checks the numbers. */
    public Sensitivity {
        if (windows < 1 || windows > MOST_WINDOWS || badWindows < 1 || badWindows > windows) {
            throw new IllegalArgumentException(
                    "badWindows must be from 1 to windows, and windows at most %d, was %d of %d"
                            .formatted(MOST_WINDOWS, badWindows, windows));
        }
        if (!window.isPositive() || !staleAfter.isPositive() || heartbeatMargin.isNegative()) {
            throw new IllegalArgumentException("times must be positive, was " + window + ", " + staleAfter);
        }
        if (minTargets < 2 || silentNodes < 2) {
            throw new IllegalArgumentException(
                    "a single node or pod is no evidence of a zone: minTargets and silentNodes must be at least 2, was %d and %d"
                            .formatted(minTargets, silentNodes));
        }
    }

    /** Returns these numbers with another share of nodes. */
    public Sensitivity withNodesShare(double share) {
        return new Sensitivity(
                window,
                windows,
                badWindows,
                heartbeatMargin,
                silentNodes,
                silentShare,
                share,
                targetsShare,
                ownShare,
                minTargets,
                staleAfter,
                recoverAfter);
    }

    /** Returns these numbers with another fewest of targets. */
    public Sensitivity withMinTargets(int least) {
        return new Sensitivity(
                window,
                windows,
                badWindows,
                heartbeatMargin,
                silentNodes,
                silentShare,
                nodesShare,
                targetsShare,
                ownShare,
                least,
                staleAfter,
                recoverAfter);
    }
}
