package io.zonekeeper.core.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutZone.Place;

/**
 * A service whose template changes: what its zones run, what is recorded, and what a reconcile under way has still to
 * write. Its time is {@link ModelTime}.
 *
 * @param wanted the template that a user wants
 * @param zones by name
 * @param memory its status; empty before there was a rollout
 * @param writes what its reconcile has still to write
 * @param happenings how much more may happen
 */
record RolloutState(
        Template wanted,
        SortedMap<String, Zone> zones,
        Optional<RolloutMemory> memory,
        List<Write> writes,
        int happenings) {
    /** A template, and how its pods do. */
    enum Template {
        /** Its pods become ready and stay so. */
        GOOD,
        /** A second one of that kind. */
        BETTER,
        /** Its pods never become ready. */
        STUCK,
        /** Its pods become ready and fail their health checks. */
        SICK;

        boolean bad() {
            return this == STUCK || this == SICK;
        }
    }

    /**
     * A zone.
     *
     * @param told the template that its workload has
     * @param runs the template of its ready pods: those of another stay until its own are ready
     * @param trusted whether nothing counts against the zone
     * @param place whether it serves
     */
    record Zone(Template told, Template runs, boolean trusted, Place place) {
        Zone told(Template template) {
            return new Zone(template, runs, trusted, place);
        }

        Zone replaced() {
            return new Zone(told, told, trusted, place);
        }

        Zone trusted(boolean now) {
            return new Zone(told, runs, now, place);
        }

        Zone at(Place now) {
            return new Zone(told, runs, trusted, now);
        }

        boolean complete() {
            return runs == told;
        }

        boolean leftOrTrusted() {
            return trusted || place != Place.SERVES;
        }

        /** Whether its pods may get traffic again: they are whole, and pass their health checks. */
        boolean comesHome() {
            return complete() && !failing();
        }

        boolean failing() {
            return runs == Template.SICK;
        }

        @Override
        public String toString() {
            return told
                    + (complete() ? "" : " (runs " + runs + ")")
                    + (trusted ? "" : " suspect")
                    + (place == Place.SERVES ? "" : " " + place);
        }
    }

    /** One write of a reconcile. */
    sealed interface Write {
        /** The status. */
        record Status(RolloutMemory memory) implements Write {}

        /** A workload's template. */
        record Give(String zone, Template template) implements Write {}
    }

    RolloutState wants(Template template) {
        return new RolloutState(template, zones, memory, writes, happenings);
    }

    RolloutState zone(String name, Zone zone) {
        SortedMap<String, Zone> changed = new TreeMap<>(zones);
        changed.put(name, zone);
        return new RolloutState(wanted, changed, memory, writes, happenings);
    }

    RolloutState remembers(RolloutMemory written) {
        return new RolloutState(wanted, zones, Optional.of(written), writes, happenings);
    }

    RolloutState writes(List<Write> more) {
        return new RolloutState(wanted, zones, memory, more, happenings);
    }

    RolloutState happenings(int left) {
        return new RolloutState(wanted, zones, memory, writes, left);
    }

    RolloutState later() {
        return new RolloutState(wanted, zones, memory.map(RolloutState::later), writes, happenings);
    }

    private static RolloutMemory later(RolloutMemory memory) {
        return new RolloutMemory(
                memory.revision(),
                memory.phase(),
                memory.zone(),
                ModelTime.earlier(memory.since()),
                memory.begun().map(ModelTime::earlier),
                memory.replaced(),
                memory.refused());
    }

    @Override
    public String toString() {
        return "wanted " + wanted + " " + zones
                + memory.map(known -> " " + known.phase()
                                + known.zone().map(" "::concat).orElse("") + " of "
                                + known.revision() + " for "
                                + Duration.between(known.since(), ModelTime.NOW).toMinutes() + "m")
                        .orElse("")
                + (writes.isEmpty() ? "" : " to write " + writes);
    }
}
