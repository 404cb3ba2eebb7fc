package io.zonekeeper.simulator.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.zonekeeper.core.health.Heartbeats.NodeBeat;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Part;
import io.zonekeeper.simulator.fault.Timing;

/**
 * The nodes' leases: when each kubelet renews its own, and when the judge sees that.
 *
 * <p>Each node's phase is random and drifts, as it does in a cluster: so how soon a dark zone shows depends on chance.
 */
final class Kubelets {
    private static final Duration INTERVAL = Duration.ofMillis(Timing.RENEWAL);

    private final Layout layout;
    private final RandomGenerator random;
    private final int count;
    private final long[] renewed;
    private final long[] seen;
    private final long[] next;
    private final boolean[] heldUp;
    private final boolean[] unseen;
    /** When a renewal that came while the operator stood still will have been read; 0 for none. */
    private final long[] toRead;

    /** Whether a renewal was seen since the judge began to know of the node. */
    private final boolean[] heard;

    Kubelets(Layout layout, RandomGenerator random, long now) {
        this.layout = layout;
        this.random = random;
        count = layout.zoneCount() * layout.nodes();
        renewed = new long[count];
        seen = new long[count];
        next = new long[count];
        heldUp = new boolean[count];
        unseen = new boolean[count];
        toRead = new long[count];
        heard = new boolean[count];
        java.util.Arrays.fill(heard, true);
        for (int i = 0; i < count; i++) {
            renewed[i] = now - Math.round(random.nextDouble() * Timing.RENEWAL);
            seen[i] = renewed[i];
            next[i] = renewed[i] + interval();
        }
    }

    private long interval() {
        return Math.round(Timing.RENEWAL * (1 + Timing.RENEWAL_JITTER * random.nextDouble()));
    }

    /** Carries out every renewal up to now. */
    void advance(long now, ActiveFaults trouble, int leaderZone) {
        for (int i = 0; i < count; i++) {
            while (next[i] <= now) {
                attempt(i, next[i], trouble, leaderZone);
            }
            if (toRead[i] > 0 && toRead[i] <= now) {
                see(i, toRead[i]);
                toRead[i] = 0;
            }
        }
    }

    private void attempt(int i, long at, ActiveFaults trouble, int leaderZone) {
        int zone = i / layout.nodes();
        int node = i % layout.nodes();
        long arrives = at;
        for (Fault fault : trouble.touching(Part.LEASES)) {
            arrives = Math.max(arrives, fault.renewalArrives(zone, node, at, heldUp[i]));
        }
        if (arrives > at) {
            heldUp[i] = true;
            next[i] = arrives;
            return;
        }
        heldUp[i] = false;
        renewed[i] = at;
        next[i] = at + interval();
        long wakes = trouble.standsStillUntil(at);
        if (wakes > at) {
            toRead[i] = wakes + random.nextLong(Timing.CATCH_UP);
        } else if (trouble.apiAnswers(leaderZone, at)) {
            see(i, at + random.nextLong(Timing.WATCH_LATENCY));
        } else {
            unseen[i] = true;
        }
    }

    private void see(int i, long at) {
        seen[i] = at;
        heard[i] = true;
    }

    /** The judge sees the API server again: what changed in the meantime is seen to change now. */
    void seeAll(long now) {
        for (int i = 0; i < count; i++) {
            if (unseen[i]) {
                unseen[i] = false;
                heard[i] = true;
                seen[i] = now;
            }
        }
    }

    /** A judge that knows nothing of before: silence is counted from now on. */
    void forget(long now) {
        java.util.Arrays.fill(seen, now);
        java.util.Arrays.fill(unseen, false);
        java.util.Arrays.fill(heard, false);
    }

    /** Returns how long ago a renewal was seen; empty where none was. */
    Optional<Duration> sinceRenewal(int zone, int node, long now) {
        return heard[zone * layout.nodes() + node]
                ? Optional.of(Duration.ofMillis(age(zone, node, now)))
                : Optional.empty();
    }

    /** Returns whether the node controller calls a node Ready. */
    boolean ready(int zone, int node, long now) {
        return now - renewed[zone * layout.nodes() + node] <= Timing.NODE_GRACE;
    }

    /** Returns how long ago the judge last saw a node's lease change, in milliseconds. */
    long age(int zone, int node, long now) {
        return Math.max(0, now - seen[zone * layout.nodes() + node]);
    }

    /** Returns what the judge knows of a node. */
    NodeBeat beat(int zone, int node, long now) {
        return new NodeBeat(layout.zones().get(zone), Duration.ofMillis(age(zone, node, now)), INTERVAL);
    }

    /** Returns what the judge knows of the nodes that count. */
    List<NodeBeat> beats(boolean[] counted, long now) {
        List<NodeBeat> beats = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (counted[i]) {
                beats.add(beat(i / layout.nodes(), i % layout.nodes(), now));
            }
        }
        return beats;
    }
}
