package io.zonekeeper.simulator.world;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.health.ProbeMatrix.Stack;
import io.zonekeeper.core.health.StackVerdict;

/** Services whose pods of one zone get no traffic because their own checks fail there, and when they get it again. */
final class StoppedStacks {
    private final EvidenceSources machinery;
    private final GroundTruth truth;
    private final CordonPolicy policy;
    private final Tally tally;
    private final Set<Stack> stopped = new HashSet<>();
    private long lastReturn;

    StoppedStacks(EvidenceSources machinery, GroundTruth truth, CordonPolicy policy, Tally tally) {
        this.machinery = machinery;
        this.truth = truth;
        this.policy = policy;
        this.tally = tally;
    }

    Set<Stack> stacks() {
        return stopped;
    }

    boolean isEmpty() {
        return stopped.isEmpty();
    }

    /** Returns when the last of them gets traffic again; {@link Long#MAX_VALUE} where that is not known. */
    long nextReturn(long now) {
        return lastReturn > now ? lastReturn : Long.MAX_VALUE;
    }

    /** Stops those that are to be left now, and lets go of those that have been healthy for long enough. */
    void look(Map<Stack, StackVerdict> verdicts, Set<String> cordoned, long now) {
        if (verdicts.isEmpty() && stopped.isEmpty()) {
            return;
        }
        verdicts.forEach((stack, verdict) -> {
            if (verdict.toLeave() && !machinery.onTrial(stack) && stopped.add(stack)) {
                if (truth.fails(stack, now)) {
                    tally.rightStops += cordoned.contains(stack.zone()) ? 0 : 1;
                } else {
                    tally.falseStops++;
                }
            }
        });
        lastReturn = 0;
        stopped.removeIf(stack -> {
            StackVerdict verdict = verdicts.get(stack);
            if (verdict == null || verdict.healthySince().isEmpty()) {
                return verdict == null;
            }
            long back = verdict.healthySince().get().plus(policy.stableFor()).toEpochMilli();
            lastReturn = Math.max(lastReturn, back);
            return back <= now;
        });
    }
}
