package io.zonekeeper.core.health;

/** A kind of evidence of a zone's health. */
public enum Signal {
    /** Renewals of node leases that fell due, and those of them that did not come. */
    HEARTBEATS("heartbeats"),
    /**
     * Kubelet ports of a zone with silent nodes that were tried from outside the zone, and those that could not be
     * connected to.
     */
    KUBELETS("kubelets"),
    /** Nodes that were Ready, and those of them that are not. */
    NODES("nodes"),
    /** Pods that services have asked for in the zone, and those that are not Ready. */
    PODS("pods"),
    /** Pods that observers in other zones try, and those that fail as seen from two of them. */
    PROBES("probes"),
    /** Services whose stack in the zone is judged by its probes, and those whose stack fails there alone. */
    SERVICES("services"),
    /** Statements of AWS about the zone, and those that speak against it. */
    AWS("aws"),
    /** Queries with a value for the zone, and those above their limit. */
    PROMETHEUS("prometheus");

    private final String word;

    Signal(String word) {
        this.word = word;
    }

    /** Returns whether there is evidence of it at all times, once there is any: not only while something is amiss. */
    public boolean steady() {
        return this == HEARTBEATS || this == NODES || this == PROBES || this == AWS || this == PROMETHEUS;
    }

    /**
     * Returns whether a good sample of it is something of the zone itself that was just seen to be well: not what
     * others say of the zone, and not what the API server still says of pods.
     */
    boolean seesTheZone() {
        return this == HEARTBEATS || this == NODES || this == PROBES || this == PROMETHEUS;
    }

    /** Returns the word used in status, Events and metrics. */
    public String word() {
        return word;
    }
}
