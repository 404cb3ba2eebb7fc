package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of evidence of a zone's health: all that the judge knows of it stands here. Only what two signals say of each
 * other, as silence and kubelets do, is in {@link Judge}.
 */
public enum Signal {
    /** Renewals of node leases that fell due, and those of them that did not come. */
    HEARTBEATS(
            "heartbeats",
            Witness.CONTROL_PATH,
            Threshold.SILENCE,
            "%d of %d renewals of node leases due are missing",
            Trait.AT_ONCE,
            Trait.STEADY,
            Trait.SEES_THE_ZONE),
    /**
     * Kubelet ports of a zone with silent nodes that were tried from outside the zone, and those that could not be
     * connected to.
     */
    KUBELETS(
            "kubelets",
            Witness.CONTACT,
            Threshold.NEARLY_ALL_NODES,
            "%d of %d silent nodes do not respond",
            Trait.AT_ONCE),
    /** Nodes that were Ready, and those of them that are not. */
    NODES(
            "nodes",
            Witness.CONTROL_PATH,
            Threshold.SHARE_OF_NODES,
            "%d of %d nodes are not Ready",
            Trait.STEADY,
            Trait.SEES_THE_ZONE),
    /**
     * Pods that services have asked for in the zone, and those that are not Ready. That is so in every rollout, at
     * every start and for every pod that waits for a node, and the node controller says it of the pods of silent nodes:
     * it is reported beside the witnesses and is none.
     */
    PODS("pods", null, Threshold.SHARE_OF_SAMPLES, "%d of %d pods are not Ready"),
    /** Pods that observers in other zones try, and those that fail as seen from two of them. */
    PROBES(
            "probes",
            Witness.APPLICATIONS,
            Threshold.SHARE_OF_SAMPLES,
            "%d of %d pods fail their health checks",
            Trait.STEADY,
            Trait.SEES_THE_ZONE),
    /** Services whose stack in the zone is judged by its probes, and those whose stack fails there alone. */
    SERVICES(
            "services",
            Witness.SEVERAL_SERVICES,
            Threshold.SHARE_OF_SAMPLES,
            "%d of %d services fail here and not in other zones"),
    /** Statements of AWS about the zone, and those that count against it. */
    AWS(
            "aws",
            Witness.PROVIDER,
            Threshold.ANY,
            "AWS reports problems (%d of %d)",
            Trait.AT_ONCE,
            Trait.STEADY,
            Trait.SLOW_SOURCE),
    /** Queries with a value for the zone, and those above their limit. */
    PROMETHEUS(
            "prometheus",
            Witness.APPLICATIONS,
            Threshold.ANY,
            "%d of %d queries are above their limit",
            Trait.STEADY,
            Trait.SEES_THE_ZONE,
            Trait.SLOW_SOURCE);

    /** What holds for some signals and not for others. */
    private enum Trait {
        /** It is an accrual already, or somebody's conclusion: it need not last to count. */
        AT_ONCE,
        /** There is evidence of it at all times, once there is any: not only while something is amiss. */
        STEADY,
        /**
         * A good sample of it is something of the zone itself that was just seen to be well: not what others say of the
         * zone, and not what the API server still reports about pods.
         */
        SEES_THE_ZONE,
        /** Its source is asked once a minute or more seldom: {@link Sensitivity#SLOW_SOURCES_STALE_AFTER}. */
        SLOW_SOURCE
    }

    private final String word;
    private final Optional<Witness> witness;
    private final Threshold threshold;
    private final String sentence;

    /** Made by {@link Set#of}, which makes sets that cannot be changed. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<Trait> traits;

    Signal(String word, Witness witness, Threshold threshold, String sentence, Trait... traits) {
        this.word = word;
        this.witness = Optional.ofNullable(witness);
        this.threshold = threshold;
        this.sentence = sentence;
        this.traits = Set.of(traits);
    }

    /** Returns the word used in status, Events and metrics. */
    public String word() {
        return word;
    }

    /** Returns whether there is evidence of it at all times, once there is any: not only while something is amiss. */
    public boolean steady() {
        return traits.contains(Trait.STEADY);
    }

    /** Returns whether a good sample of it is something of the zone itself that was just seen to be well. */
    boolean seesTheZone() {
        return traits.contains(Trait.SEES_THE_ZONE);
    }

    /** Returns whether it counts at once, and not only when it lasts. */
    boolean atOnce() {
        return traits.contains(Trait.AT_ONCE);
    }

    /** Returns what it is evidence of; empty for one that is reported only. */
    Optional<Witness> witness() {
        return witness;
    }

    /** Returns the age from which an observation of it says nothing. */
    Duration staleAfter(Sensitivity sensitivity) {
        return traits.contains(Trait.SLOW_SOURCE) ? Sensitivity.SLOW_SOURCES_STALE_AFTER : sensitivity.staleAfter();
    }

    /**
     * Returns whether an observation of it is bad enough to count against a zone.
     *
     * @param nodes the zone's nodes
     */
    boolean bad(Observation observation, int nodes, Sensitivity sensitivity) {
        return threshold.reached(observation, nodes, sensitivity);
    }

    /** Returns an observation of it in words. */
    String sentence(Observation observation) {
        return sentence.formatted(observation.failures(), observation.samples());
    }
}
