package io.zonekeeper.simulator.noise;

import java.util.EnumSet;
import java.util.Set;

import io.zonekeeper.simulator.fault.Chance;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Part;

/** What changes in a cluster beside, or because of, what goes wrong in it ({@link Faults}). */
final class Changes {
    private Changes() {}

    /** A node is deleted, and its pods with it, until there is another one. */
    record NodeDeleted(int zone, int node, Layout layout, long start, long end) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.NODES, Part.PODS, Part.TARGETS);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public boolean counted(int of, int which, long now) {
            return of != zone || which != node || !during(now);
        }

        @Override
        public boolean runs(int of, int service, int target, long now) {
            return of != zone || layout.nodeOf(target) != node || !during(now);
        }

        @Override
        public boolean unready(int of, int service, int target, long now) {
            return !runs(of, service, target, now);
        }
    }

    /** Every node of a zone has a taint that no pod tolerates: pods asked for there wait for ever. */
    record Tainted(int zone, long start, long end) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.PODS, Part.TARGETS);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public boolean runs(int of, int service, int target, long now) {
            return of != zone || !during(now);
        }

        @Override
        public boolean unready(int of, int service, int target, long now) {
            return !runs(of, service, target, now);
        }
    }

    /** AWS reports that a zone is impaired. */
    record Impaired(int zone, long start, long end) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.AWS);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public boolean impaired(int of, long now) {
            return of == zone && during(now);
        }
    }

    /**
     * A zone of few nodes gets many at once. They are not there until they join, and not Ready for a while after that,
     * though their leases are renewed from the first second on.
     *
     * @param few how many nodes it has before
     */
    record ScaleUp(int zone, int few, long start, long joined, long end) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.NODES);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean counted(int of, int node, long now) {
            return of != zone || node < few || now < start || now >= joined;
        }

        @Override
        public boolean notReady(int of, int node, long now) {
            return of == zone && node >= few && now >= joined && now < end;
        }
    }

    /** A share of the pods that are asked for in a zone waits for nodes. */
    record Waiting(int zone, long start, long end, double share) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.PODS);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public boolean unready(int of, int service, int target, long now) {
            return of == zone && during(now) && Chance.of(11, target, start) < share;
        }
    }

    /** The observers of a zone are gone, and nothing else. */
    record Unobserving(int zone, long start, long end) implements Fault {
        private static final Set<Part> PARTS = EnumSet.of(Part.OBSERVERS);

        @Override
        public Set<Part> parts() {
            return PARTS;
        }

        @Override
        public boolean steady() {
            return true;
        }

        @Override
        public boolean observes(int of, long now) {
            return of != zone || !during(now);
        }
    }
}
