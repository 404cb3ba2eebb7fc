package io.zonekeeper.controllers.cluster;

/**
 * Pods of a service that are asked for and not ready.
 *
 * @param pods all of them
 * @param blocked those of them that cannot start as things are: the scheduler found no node for them, or nobody may
 *     create them. They keep neither the scheduler nor a node busy
 */
public record PendingPods(int pods, int blocked) {
    /** None. */
    public static final PendingPods NONE = new PendingPods(0, 0);

    /** Checks that no more are blocked than there are. */
    public PendingPods {
        if (pods < 0 || blocked < 0 || blocked > pods) {
            throw new IllegalArgumentException("%d of %d pods blocked".formatted(blocked, pods));
        }
    }

    /** Returns these and more. */
    public PendingPods plus(PendingPods more) {
        return new PendingPods(pods + more.pods, blocked + more.blocked);
    }
}
