package io.zonekeeper.core.rollout;

import java.util.Optional;

/**
 * What the pods of a stack tell of its rollout.
 *
 * @param outdated pods that still have another template than the stack's own
 * @param unplaced why the scheduler finds no node for pods of the stack's own template; empty where it finds one
 * @param leftover what a user has to delete because Kubernetes does not replace it on its own, as a sentence
 * @param refused why pods of the stack's own template are not created, in the API server's words: a quota or a policy
 *     forbids them although the template itself was accepted; empty where they are
 * @param suspended why its controller replaces no pods, or not all, as someone else set it, as a sentence that says
 *     what to do; empty where it does
 * @param withoutSurge whether the stack already replaces its pods one by one in place instead of starting another first
 */
public record StackPods(
        int outdated,
        Optional<Unplaced> unplaced,
        Optional<String> leftover,
        Optional<String> refused,
        Optional<String> suspended,
        boolean withoutSurge) {
    /** Returns what there is to tell of pods of which only their number is known. */
    public static StackPods of(int outdated) {
        return new StackPods(outdated, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /**
     * Pods without a node.
     *
     * @param message the scheduler's words
     * @param placeOfAnother whether a node would do once a pod of the same stack is gone from it
     */
    public record Unplaced(String message, boolean placeOfAnother) {}
}
