package io.zonekeeper.core.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;

/**
 * The second witness of silence: the kubelets' ports, tried from the leader's zone.
 *
 * <ol>
 *   <li>As soon as a node of another zone is silent, all nodes of its zone are tried, and a few of the other zones' as
 *       controls.
 *   <li>A try ends at once with an answer, or after its timeout without.
 *   <li>A node that failed twice in a row does not answer; one that failed once says nothing yet.
 * </ol>
 */
final class Contacts {
    private final Layout layout;
    private final int[] failed;
    private final boolean[] known;
    private final long[] next;
    private final boolean[] wanted;
    private int from;
    private boolean idle = true;

    Contacts(Layout layout, int from) {
        this.layout = layout;
        this.from = from;
        int count = Layout.ZONE_COUNT * layout.nodes();
        failed = new int[count];
        known = new boolean[count];
        next = new long[count];
        wanted = new boolean[count];
    }

    /** Tries from another zone from now on; what was known is forgotten. */
    void moveTo(int zone) {
        from = zone;
        Arrays.fill(known, false);
        Arrays.fill(failed, 0);
        Arrays.fill(next, 0);
    }

    /**
     * Returns what the tries up to now say, for each zone of which nodes are tried.
     *
     * @param silentNodes how many nodes are silent, by zone
     */
    List<Observation> observe(int[] silentNodes, boolean[] counted, long now, Trouble trouble) {
        choose(silentNodes, counted);
        if (idle) {
            return List.of();
        }
        List<Observation> observations = new ArrayList<>(Layout.ZONE_COUNT);
        for (int zone = 0; zone < Layout.ZONE_COUNT; zone++) {
            int samples = 0;
            int failures = 0;
            for (int node = 0; node < layout.nodes(); node++) {
                int i = zone * layout.nodes() + node;
                if (!wanted[i]) {
                    known[i] = false;
                    failed[i] = 0;
                    next[i] = 0;
                    continue;
                }
                tryUpTo(now, zone, node, trouble);
                boolean gone = failed[i] >= Timing.CONTACT_FAILURES;
                samples += gone || (known[i] && failed[i] == 0) ? 1 : 0;
                failures += gone ? 1 : 0;
            }
            if (samples > 0) {
                observations.add(
                        new Observation(Layout.ZONES.get(zone), Signal.KUBELETS, samples, failures, Duration.ZERO));
            }
        }
        return observations;
    }

    private void choose(int[] silentNodes, boolean[] counted) {
        boolean any = false;
        for (int zone = 0; zone < Layout.ZONE_COUNT; zone++) {
            any |= silentNodes[zone] > 0 && zone != from;
        }
        if (!any && idle) {
            return;
        }
        Arrays.fill(wanted, false);
        idle = !any;
        if (idle) {
            // One look more, so that what was known is forgotten.
            moveTo(from);
            return;
        }
        int controls = 0;
        for (int node = 0; node < layout.nodes(); node++) {
            for (int zone = 0; zone < Layout.ZONE_COUNT; zone++) {
                int i = zone * layout.nodes() + node;
                boolean tried = silentNodes[zone] > 0 && zone != from;
                if (!tried && controls < Timing.CONTROLS && counted[i]) {
                    controls++;
                    tried = true;
                }
                wanted[i] = tried && counted[i];
            }
        }
    }

    private void tryUpTo(long now, int zone, int node, Trouble trouble) {
        int i = zone * layout.nodes() + node;
        if (next[i] == 0) {
            next[i] = now;
        }
        // The try that began at next ends at next + its length.
        while (true) {
            boolean answers = trouble.kubeletAnswers(from, zone, node, next[i]);
            long ends = answers ? next[i] : next[i] + Timing.CONTACT_TIMEOUT;
            if (ends > now) {
                return;
            }
            known[i] = true;
            failed[i] = answers ? 0 : failed[i] + 1;
            next[i] = Math.max(ends, next[i] + Timing.CONTACT_INTERVAL);
            if (next[i] > now) {
                return;
            }
        }
    }
}
