package io.zonekeeper.controllers.cluster;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;

/** What the stacks of one zone amount to. */
final class StackTotals {
    /** Of a stack that was left it is not known how many pods it had: enough to be judged. */
    private static final int ENOUGH = Integer.MAX_VALUE;

    private int stacks;
    private int settled;
    private int asked;
    private int missing;

    /** How many probed stacks there are by the pods they ask for. */
    private final NavigableMap<Integer, Integer> probed = new TreeMap<>();

    void add(StackCensus.Entry entry) {
        count(entry, 1);
    }

    /** Takes a stack out that was added, and returns these. */
    StackTotals remove(StackCensus.Entry entry) {
        count(entry, -1);
        return this;
    }

    private void count(StackCensus.Entry entry, int sign) {
        stacks += sign;
        if (entry.settled()) {
            settled += sign;
            asked += sign * entry.asked();
            missing += sign * Math.max(0, entry.asked() - entry.ready());
        }
        if (entry.probed()) {
            probed.merge(
                    entry.left() ? ENOUGH : entry.asked(),
                    sign,
                    (before, more) -> before + more == 0 ? null : before + more);
        }
    }

    boolean isEmpty() {
        return stacks == 0;
    }

    /** Returns the readiness of the pods of settled stacks; empty where none is settled. */
    Optional<Observation> pods(String zone) {
        return settled == 0
                ? Optional.empty()
                : Optional.of(new Observation(zone, Signal.PODS, asked, missing, Duration.ZERO));
    }

    /** Returns how many stacks are probed that have so many pods. */
    int probed(int fewest) {
        return probed.tailMap(fewest, true).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
