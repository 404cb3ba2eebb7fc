package io.zonekeeper.core.rollout;

/**
 * Pods of a stack that restarted within the last bake.
 *
 * @param pods pods checked
 * @param restarted those with a container that was started again
 */
public record Restarts(int pods, int restarted) {
    private static final int SEVERAL = 2;

    /** Nothing was checked. */
    public static final Restarts NONE = new Restarts(0, 0);

    /** Returns whether this is more than chance, and more than what the others see. */
    boolean worseThan(Restarts others) {
        boolean many = restarted >= SEVERAL || (restarted > 0 && restarted * 2 >= pods);
        return many && (long) restarted * Math.max(1, others.pods) > (long) others.restarted * Math.max(1, pods);
    }

    /** Returns these and others. */
    public Restarts plus(Restarts more) {
        return new Restarts(pods + more.pods, restarted + more.restarted);
    }
}
