package io.zonekeeper.simulator.fault;

import java.util.Set;

/**
 * Something that goes wrong for a while, as the simulated machinery meets it. Zones, nodes, services and pods are
 * numbers from 0; times are milliseconds.
 *
 * <p>What a fault does to a pod, a node or a path depends on the arguments alone: the same question has the same
 * answer.
 */
public interface Fault {
    /** Returns when it begins. */
    long start();

    /** Returns when it has no effect any more. */
    long end();

    /** Returns what it can touch: nothing else is asked of it. */
    Set<Part> parts();

    /**
     * Returns when a renewal of a lease that is tried now arrives: now, if nothing hinders it.
     *
     * @param again whether this fault or another one held the same renewal up before
     */
    default long renewalArrives(int zone, int node, long now, boolean again) {
        return now;
    }

    /** Returns whether a kubelet's port can be connected to from a zone. */
    default boolean kubeletAnswers(int from, int zone, int node, long now) {
        return true;
    }

    /** Returns whether a probe from one zone into another can fail because of this. */
    default boolean touches(int from, int zone) {
        return false;
    }

    /**
     * Returns how probably a probe fails, 0 to 1.
     *
     * @param observer the observer's number; its zone is {@link Layout#zoneOfObserver}
     * @param target the pod's number in its zone
     */
    default double probeLoss(int observer, int zone, int service, int target, long now) {
        return 0;
    }

    /** Returns whether a probe that fails does so only after its timeout. */
    default boolean timesOut() {
        return true;
    }

    /** Returns whether a pod's own readiness probe fails. */
    default boolean unready(int zone, int service, int target, long now) {
        return false;
    }

    /** Returns whether the API server answers those who ask from a zone. */
    default boolean apiAnswers(int from, long now) {
        return true;
    }

    /** Returns until when the operator's process stands still; a moment that is past where it does not. */
    default long standsStillUntil(long now) {
        return now;
    }

    /** Returns whether the observers of a zone are alive. */
    default boolean observes(int zone, long now) {
        return true;
    }

    /** Returns whether a node is there and meant to run pods; one deleted, cordoned or draining is not. */
    default boolean counted(int zone, int node, long now) {
        return true;
    }

    /** Returns whether a node that is there is not Ready although its lease is renewed, as new ones are. */
    default boolean notReady(int zone, int node, long now) {
        return false;
    }

    /** Returns whether a pod runs, so that observers have something to try. */
    default boolean runs(int zone, int service, int target, long now) {
        return true;
    }

    /** Returns whether AWS reports that the zone is impaired. */
    default boolean impaired(int zone, long now) {
        return false;
    }

    /** Returns whether a service's template is on trial in a zone. */
    default boolean onTrial(int zone, int service, long now) {
        return false;
    }

    /** Returns whether a leader in the zone stops to lead when this begins, so that a standby takes over. */
    default boolean endsLeadership(int leaderZone) {
        return false;
    }

    /** Returns whether all judges begin again, knowing no more than the status records. */
    default boolean forgets() {
        return false;
    }

    /** Returns whether the zone as a whole really fails: to cordon it is right. */
    default boolean zoneFails(int zone, long now) {
        return false;
    }

    /** Returns whether a pod really fails: to stop a service of whose pods half do is right. */
    default boolean podFails(int zone, int service, int target, long now) {
        return false;
    }

    /** Returns whether, while it lasts, what it does stays the same, so that time may be taken in longer steps. */
    default boolean steady() {
        return false;
    }

    /** Returns a moment at which all observers report, in order to check it; negative for none. */
    default long lookedAt() {
        return -1;
    }

    /** Returns whether it is under way. */
    default boolean during(long now) {
        return start() <= now && now < end();
    }
}
