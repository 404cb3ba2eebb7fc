package io.zonekeeper.simulator.world;

import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.world.ActiveFaults.Part;

/** The things that go wrong. Each is one plain fault; a noise says how often it comes and how it is mixed. */
public final class Faults {
    private Faults() {}

    /** A well-mixed number from 0 to 1 that depends on its arguments alone. */
    public static double chance(long seed, long a, long b) {
        long x = seed ^ (a * 0x9E3779B97F4A7C15L) ^ (b * 0xC2B2AE3D27D4EB4FL);
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return ((x ^ (x >>> 31)) >>> 11) * 0x1.0p-53;
    }

    /** A zone without power or network: nothing in it answers, renews or looks; its kubelets come back one by one. */
    public record Dark(int zone, long start, long end, long seed) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.LEASES, Part.KUBELETS, Part.PROBES, Part.OBSERVERS);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public long renewalArrives(int of, int node, long now, boolean again) {
            boolean held = of == zone && during(now);
            return held ? end + Math.round(chance(seed, node, 1) * Timing.RENEWAL) : now;
        }

        @Override
        public boolean kubeletAnswers(int from, int of, int node, long now) {
            return !during(now) || (of != zone && from != zone);
        }

        @Override
        public boolean touches(int from, int of) {
            return of == zone;
        }

        @Override
        public double probeLoss(int observer, int of, int service, int target, long now) {
            return of == zone && during(now) ? 1 : 0;
        }

        @Override
        public boolean observes(int of, long now) {
            return of != zone || !during(now);
        }

        @Override
        public boolean endsLeadership(int leaderZone) {
            return leaderZone == zone;
        }

        @Override
        public boolean zoneFails(int of, long now) {
            return of == zone && during(now);
        }

        @Override
        public boolean podFails(int of, int service, int target, long now) {
            return of == zone && during(now);
        }
    }

    /** A zone whose nodes are fine and of whose pods a share fails its health checks, all services alike. */
    public record Gray(int zone, long start, long end, double share, int targets, int offset) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.PROBES);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public boolean touches(int from, int of) {
            return of == zone;
        }

        @Override
        public double probeLoss(int observer, int of, int service, int target, long now) {
            return of == zone && during(now) && (7L * target + offset) % targets < share * targets ? 1 : 0;
        }

        @Override
        public boolean timesOut() {
            return false;
        }

        @Override
        public boolean zoneFails(int of, long now) {
            return of == zone && during(now);
        }

        @Override
        public boolean podFails(int of, int service, int target, long now) {
            return probeLoss(0, of, service, target, now) > 0;
        }
    }

    /** The kubelets of a zone do not reach the API server; everything else is fine. */
    public record Silent(int zone, long start, long end, long seed) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.LEASES);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public long renewalArrives(int of, int node, long now, boolean again) {
            boolean held = of == zone && during(now);
            return held ? end + Math.round(chance(seed, node, 3) * Timing.RENEWAL) : now;
        }
    }

    /**
     * A share of the kubelets of some zones loses its connection to the API server and finds another one 10 to 45 s
     * late, as when an endpoint of it goes without closing its connections.
     *
     * @param spared a zone whose kubelets are not touched, or -1
     * @param leaderToo whether the operator's leader had its connection there
     */
    public record Endpoint(int spared, long start, long end, double share, boolean leaderToo, long seed)
            implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.LEASES);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        static final long SOONEST = 10_000;
        public static final long LATEST = 45_000;

        @Override
        public long renewalArrives(int zone, int node, long now, boolean again) {
            // A connection breaks once; the next renewals find the new one.
            boolean hit = zone != spared
                    && !again
                    && now >= start
                    && now < start + Timing.RENEWAL
                    && chance(seed, 100L * zone + node, 4) < share;
            return hit ? now + SOONEST + Math.round(chance(seed, 100L * zone + node, 5) * (LATEST - SOONEST)) : now;
        }

        @Override
        public boolean endsLeadership(int leaderZone) {
            return leaderToo;
        }
    }

    /**
     * The API server answers nobody; kubelets renew when it does again, half of them at once, the others with their
     * next try.
     */
    public record Pause(long start, long end, long seed) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.LEASES, Part.API);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public long renewalArrives(int zone, int node, long now, boolean again) {
            if (!during(now)) {
                return now;
            }
            boolean waiting = chance(seed, 100L * zone + node, 6) < 0.5;
            return end + Math.round(chance(seed, 100L * zone + node, 7) * (waiting ? 1_000 : Timing.RENEWAL));
        }

        @Override
        public boolean apiAnswers(int from, long now) {
            return !during(now);
        }
    }

    /** Renewals arrive late, each on its own. */
    public record Late(long start, long end, double share, double meanMillis, long seed) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.LEASES);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public long renewalArrives(int zone, int node, long now, boolean again) {
            boolean hit = !again && during(now) && chance(seed, 100L * zone + node, now) < share;
            return hit ? now + Math.round(-meanMillis * Math.log(1 - chance(seed, 100L * zone + node, now + 1))) : now;
        }
    }

    /**
     * What leaves the observers of a zone, or one of them, for other zones gets lost; with them what the leader tries.
     */
    public record Vantage(
            int zone, boolean oneObserver, boolean ownZoneToo, long start, long end, double loss, long seed)
            implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.KUBELETS, Part.PROBES);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return loss >= 1;
        }

        @Override
        public boolean kubeletAnswers(int from, int of, int node, long now) {
            boolean lost = chance(seed, 100L * of + node, now) < loss;
            return !during(now) || oneObserver || from != zone || of == zone || !lost;
        }

        @Override
        public boolean touches(int from, int of) {
            return from == zone;
        }

        @Override
        public double probeLoss(int observer, int of, int service, int target, long now) {
            boolean mine = Layout.zoneOfObserver(observer) == zone
                    && (!oneObserver || observer % Layout.OBSERVERS_PER_ZONE == 0);
            return mine && during(now) && (ownZoneToo || of != zone) ? loss : 0;
        }
    }

    /**
     * What two zones send each other gets lost: probes, the leader's tries of kubelets, and the renewals of those
     * kubelets whose API endpoint is in the other zone (endpoints are spread evenly over the zones).
     *
     * @param zones how many zones there are
     */
    public record Pair(int zones, int one, int other, long start, long end, double loss, long seed) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.LEASES, Part.KUBELETS, Part.PROBES, Part.API);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        /** Returns the zone of the API endpoint that a kubelet uses. */
        public int endpoint(int zone, int node) {
            return (int) (zones * chance(seed, 100L * zone + node, 8));
        }

        private boolean between(int from, int to) {
            return (from == one && to == other) || (from == other && to == one);
        }

        @Override
        public long renewalArrives(int zone, int node, long now, boolean again) {
            if (!during(now) || (zone != one && zone != other)) {
                return now;
            }
            boolean lost = between(zone, endpoint(zone, node)) && chance(seed, 100L * zone + node, now) < loss;
            return lost ? end + Math.round(2_000 * chance(seed, 100L * zone + node, 9)) : now;
        }

        @Override
        public boolean kubeletAnswers(int from, int zone, int node, long now) {
            return !during(now) || !between(from, zone) || chance(seed, 100L * zone + node, now) >= loss;
        }

        @Override
        public boolean touches(int from, int zone) {
            return between(from, zone);
        }

        @Override
        public double probeLoss(int observer, int zone, int service, int target, long now) {
            return during(now) && between(Layout.zoneOfObserver(observer), zone) ? loss : 0;
        }

        @Override
        public boolean apiAnswers(int from, long now) {
            int endpoint = (int) (zones * chance(seed, from, 10));
            return !during(now) || !between(from, endpoint);
        }
    }

    /**
     * A node goes: for some time it is silent and does not answer, then it is not counted, then there is a new one.
     *
     * @param silentFrom from when on it does not answer; {@link Long#MAX_VALUE} where it is drained first
     * @param uncountedFrom from when on it is known to go
     * @param podsBackAt when its pods run elsewhere
     */
    public record NodeGone(
            int zone, int node, Layout layout, long silentFrom, long uncountedFrom, long podsBackAt, long end)
            implements Fault {
        private static final Set<Part> PARTS =
                EnumSet.of(Part.LEASES, Part.KUBELETS, Part.PROBES, Part.PODS, Part.NODES);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public long start() {
            return Math.min(silentFrom, uncountedFrom);
        }

        @Override
        public long renewalArrives(int of, int which, long now, boolean again) {
            boolean held = of == zone && which == node && now >= silentFrom && now < end;
            return held ? end : now;
        }

        @Override
        public boolean kubeletAnswers(int from, int of, int which, long now) {
            return of != zone || which != node || now < silentFrom || now >= end;
        }

        @Override
        public boolean counted(int of, int which, long now) {
            return of != zone || which != node || now < uncountedFrom || now >= end;
        }

        @Override
        public boolean touches(int from, int of) {
            return of == zone;
        }

        @Override
        public double probeLoss(int observer, int of, int service, int target, long now) {
            return of == zone && layout.nodeOf(target) == node && now >= start() && now < podsBackAt ? 1 : 0;
        }

        @Override
        public boolean unready(int of, int service, int target, long now) {
            return podFails(of, service, target, now);
        }

        @Override
        public boolean podFails(int of, int service, int target, long now) {
            return probeLoss(0, of, service, target, now) > 0;
        }
    }

    /** A service's pods fail in a zone; where their readiness fails as well, the whole cluster sees it. */
    public record ServiceDown(int service, int zone, long start, long end, boolean readiness) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.PROBES, Part.PODS);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public boolean touches(int from, int of) {
            return of == zone;
        }

        @Override
        public double probeLoss(int observer, int of, int which, int target, long now) {
            return podFails(of, which, target, now) ? 1 : 0;
        }

        @Override
        public boolean timesOut() {
            return false;
        }

        @Override
        public boolean unready(int of, int which, int target, long now) {
            return readiness && podFails(of, which, target, now);
        }

        @Override
        public boolean podFails(int of, int which, int target, long now) {
            return of == zone && which == service && during(now);
        }
    }

    /**
     * The operator begins again: its process or its clock jumped. Steady time does not jump, but nothing is remembered.
     */
    public record Restart(long start) implements Fault {
        private static final Set<Part> PARTS = EnumSet.noneOf(Part.class);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public long end() {
            return start + 1;
        }

        @Override
        public boolean forgets() {
            return true;
        }
    }

    /** The operator's process stands still: nothing is read, and nothing judged until a moment after it continues. */
    public record Stall(long start, long wakes) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.OPERATOR);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        /** Its effects last until what came meanwhile has been read. */
        @Override
        public long end() {
            return wakes + Timing.CATCH_UP;
        }

        @Override
        public long standsStillUntil(long now) {
            return start <= now && now < wakes ? wakes : now;
        }
    }

    /**
     * Independent loss in a moment in which, by chance, enough probes fail together.
     *
     * @param at the moment
     * @param lost for each observer and pod of the zone, whether its last probe before the moment was lost
     * @param loss how probably any other probe is lost
     */
    public record Coincidence(int zone, long at, List<BitSet> lost, double loss) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.PROBES);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        private static final long AROUND = 15_000;

        @Override
        public long start() {
            return at - AROUND;
        }

        @Override
        public long end() {
            return at + AROUND;
        }

        @Override
        public boolean touches(int from, int of) {
            return of == zone;
        }

        @Override
        public double probeLoss(int observer, int of, int service, int target, long now) {
            if (of != zone || !during(now)) {
                return 0;
            }
            boolean last = now > at - Timing.PROBE_INTERVAL && now <= at;
            return last ? (lost.get(observer).get(target) ? 1 : 0) : loss;
        }

        @Override
        public boolean timesOut() {
            return false;
        }

        @Override
        public long lookedAt() {
            return at;
        }
    }

    /** Returns a whole number of milliseconds between two numbers of seconds. */
    public static long seconds(RandomGenerator random, double from, double to) {
        return Math.round(1000 * (from + random.nextDouble() * (to - from)));
    }

    /** Returns an exponentially distributed number of milliseconds, with an upper limit. */
    public static long exponential(RandomGenerator random, double meanSeconds, double mostSeconds) {
        return Math.round(1000 * Math.min(mostSeconds, -meanSeconds * Math.log(1 - random.nextDouble())));
    }
}
