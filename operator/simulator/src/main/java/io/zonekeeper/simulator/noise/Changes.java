package io.zonekeeper.simulator.noise;

import java.util.Set;

import io.zonekeeper.simulator.fault.Chance;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Part;
import io.zonekeeper.simulator.fault.ZoneFault;

/** What changes in a cluster beside, or because of, what goes wrong in it ({@link io.zonekeeper.simulator.fault}). */
final class Changes {
    private Changes() {}

    /** A node is deleted, and its pods with it, until there is another one. */
    record NodeDeleted(int zone, int node, Layout layout, long start, long end) implements Fault {
        @Override
        public Set<Part> parts() {
            return Set.of(Part.NODES, Part.PODS, Part.TARGETS);
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
    record Tainted(int zone, long start, long end) implements ZoneFault {
        @Override
        public Set<Part> parts() {
            return Set.of(Part.PODS, Part.TARGETS);
        }

        @Override
        public boolean runs(int of, int service, int target, long now) {
            return !hits(of, now);
        }

        @Override
        public boolean unready(int of, int service, int target, long now) {
            return !runs(of, service, target, now);
        }
    }

    /** AWS reports that a zone is impaired. */
    record Impaired(int zone, long start, long end) implements ZoneFault {
        @Override
        public Set<Part> parts() {
            return Set.of(Part.AWS);
        }

        @Override
        public boolean impaired(int of, long now) {
            return hits(of, now);
        }
    }

    /**
     * A zone of few nodes gets many at once. They are not there until they join, and not Ready for a while after that,
     * though their leases are renewed from the first second on.
     *
     * @param few how many nodes it has before
     */
    record ScaleUp(int zone, int few, long start, long joined, long end) implements Fault {
        @Override
        public Set<Part> parts() {
            return Set.of(Part.NODES);
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
    record Waiting(int zone, long start, long end, double share) implements ZoneFault {
        @Override
        public Set<Part> parts() {
            return Set.of(Part.PODS);
        }

        @Override
        public boolean unready(int of, int service, int target, long now) {
            return hits(of, now) && Chance.of(11, target, start) < share;
        }
    }

    /** The observers of a zone are gone, and nothing else. */
    record Unobserving(int zone, long start, long end) implements ZoneFault {
        @Override
        public Set<Part> parts() {
            return Set.of(Part.OBSERVERS);
        }

        @Override
        public boolean observes(int of, long now) {
            return !hits(of, now);
        }
    }
}
