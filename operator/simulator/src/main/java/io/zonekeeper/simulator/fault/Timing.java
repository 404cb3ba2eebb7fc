package io.zonekeeper.simulator.fault;

/**
 * The times of the simulated machinery, in milliseconds: a kubelet's, an observer's and the operator's own. They are
 * the defaults of Kubernetes and of this project, not the faults' (those are the noises' own).
 */
public final class Timing {
    /** A kubelet renews its lease every 10 s and up to 4 % later. */
    public static final long RENEWAL = 10_000;

    public static final double RENEWAL_JITTER = 0.04;
    /** How late, at most, a watch shows a change. */
    public static final long WATCH_LATENCY = 150;
    /** The node controller calls a node NotReady so long after its last renewal. */
    public static final long NODE_GRACE = 50_000;

    /** Each observer tries each pod so often. */
    public static final long PROBE_INTERVAL = 2_000;
    /** A pod that does not answer fails so long after the try began. */
    public static final long PROBE_TIMEOUT = 1_000;
    /** Each observer reports so often. */
    public static final long REPORT_INTERVAL = 1_000;

    /** A kubelet's port is tried so often while it answers, and again when the last try has ended. */
    public static final long CONTACT_INTERVAL = 500;

    public static final long CONTACT_TIMEOUT = 1_000;

    /** The judge looks so often. */
    public static final long TICK = 500;
    /**
     * The same while not even one silent node more would make a difference: then only looks that are counted matter.
     */
    public static final long CALM_TICK = 1_000;
    /** So long without an answer of the API server, and the judge knows that it is blind. */
    public static final long BLIND_AFTER = 1_500;
    /** A standby acts at the earliest and at the latest so long after the leader is gone. */
    public static final long TAKEOVER_MIN = 3_000;

    public static final long TAKEOVER_MAX = 5_000;

    /** The longest it takes an operator that stood still to read what came meanwhile. */
    public static final long CATCH_UP = 2_000;
    /** So long after it continues it judges nothing. */
    public static final long SETTLES = 1_000;

    private Timing() {}
}
