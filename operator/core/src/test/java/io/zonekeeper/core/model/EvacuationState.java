package io.zonekeeper.core.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.evacuation.StackMemory;

/**
 * A cluster in {@link ModelTime}: what really is, what is recorded, and what a reconcile under way has still to write.
 *
 * @param zones by name
 * @param services by name
 * @param zoneWrites what the round of zones has still to write
 * @param happenings how many more faults and wishes of users there may be
 */
record EvacuationState(
        SortedMap<String, ZoneFacts> zones,
        SortedMap<String, Service> services,
        List<ZoneWrite> zoneWrites,
        int happenings) {
    /** What a zone is like. */
    enum Health {
        HEALTHY,
        SUSPECT,
        /** Unhealthy, and its pods respond. */
        GRAY,
        /** Unhealthy, and nothing in it responds. */
        DARK
    }

    /**
     * A zone.
     *
     * @param health what it is really like, which the judge finds at once
     * @param since since when
     * @param manual whether a user wants it cordoned
     * @param closed whether somebody made its nodes unschedulable
     * @param cordon recorded
     * @param history recorded
     */
    record ZoneFacts(
            Health health,
            Instant since,
            boolean manual,
            boolean closed,
            Optional<Cordon> cordon,
            CordonHistory history) {
        ZoneFacts is(Health other) {
            return new ZoneFacts(other, ModelTime.NOW, manual, closed, cordon, history);
        }

        ZoneFacts wanted(boolean cordoned) {
            return new ZoneFacts(health, since, cordoned, closed, cordon, history);
        }

        ZoneFacts unschedulable(boolean now) {
            return new ZoneFacts(health, since, manual, now, cordon, history);
        }

        ZoneFacts recorded(ZoneWrite write) {
            return new ZoneFacts(health, since, manual, closed, write.cordon(), write.history());
        }

        ZoneFacts later() {
            return new ZoneFacts(
                    health,
                    ModelTime.earlier(since),
                    manual,
                    closed,
                    cordon.map(ZoneFacts::later),
                    new CordonHistory(
                            history.cordons().stream().map(ModelTime::earlier).toList(),
                            history.returnedAt().map(ModelTime::earlier)));
        }

        private static Cordon later(Cordon cordon) {
            return new Cordon(
                    cordon.cause(),
                    cordon.reason(),
                    ModelTime.earlier(cordon.since()),
                    cordon.deadline(),
                    cordon.nodes(),
                    cordon.automatic().map(ZoneFacts::later));
        }

        /** Whether a pod that is made now finds a node and starts. */
        boolean runsNewPods() {
            return health != Health.DARK && !closed;
        }

        @Override
        public String toString() {
            return health
                    + ModelTime.ago(since)
                    + (manual ? " manual" : "")
                    + (closed ? " closed" : "")
                    + cordon.map(c -> " cordoned:" + c.cause()
                                    + ModelTime.ago(c.since())
                                    + c.automatic().map(a -> "+Automatic").orElse(""))
                            .orElse("");
        }
    }

    /**
     * What the round of zones writes of one zone.
     *
     * @param zone its name
     * @param cordon to record
     * @param history to record
     */
    record ZoneWrite(String zone, Optional<Cordon> cordon, CordonHistory history) {}

    /**
     * A service.
     *
     * @param replicas pods that it asks for
     * @param stacks by zone name
     * @param memory its status
     * @param excluded zones that its selector leaves out
     * @param condemned zones that its status says were left because it failed there
     * @param failing zones in which its health checks fail
     * @param unwanted zones that a user wants it to leave
     * @param checked whether it has health checks
     * @param recalled whether a user asks for its return to all zones
     * @param writes what its reconcile has still to write
     */
    record Service(
            int replicas,
            SortedMap<String, Stack> stacks,
            SortedMap<String, StackMemory> memory,
            SortedSet<String> excluded,
            SortedSet<String> condemned,
            SortedMap<String, Instant> failing,
            SortedSet<String> unwanted,
            boolean checked,
            boolean recalled,
            List<Write> writes) {
        Service with(List<Write> more) {
            return new Service(
                    replicas, stacks, memory, excluded, condemned, failing, unwanted, checked, recalled, more);
        }

        Service asks(int pods) {
            return new Service(pods, stacks, memory, excluded, condemned, failing, unwanted, checked, recalled, writes);
        }

        Service stack(String zone, Optional<Stack> stack) {
            SortedMap<String, Stack> changed = new TreeMap<>(stacks);
            changed.remove(zone);
            stack.ifPresent(is -> changed.put(zone, is));
            return new Service(
                    replicas, changed, memory, excluded, condemned, failing, unwanted, checked, recalled, writes);
        }

        Service selects(SortedSet<String> without) {
            return new Service(
                    replicas, stacks, memory, without, condemned, failing, unwanted, checked, recalled, writes);
        }

        Service remembers(SortedMap<String, StackMemory> written, SortedSet<String> condemnedZones) {
            return new Service(
                    replicas, stacks, written, excluded, condemnedZones, failing, unwanted, checked, recalled, writes);
        }

        Service fails(SortedMap<String, Instant> where) {
            return new Service(
                    replicas, stacks, memory, excluded, condemned, where, unwanted, checked, recalled, writes);
        }

        Service unwanted(SortedSet<String> where) {
            return new Service(
                    replicas, stacks, memory, excluded, condemned, failing, where, checked, recalled, writes);
        }

        Service checked(boolean now) {
            return new Service(replicas, stacks, memory, excluded, condemned, failing, unwanted, now, recalled, writes);
        }

        Service recalled(boolean now) {
            return new Service(replicas, stacks, memory, excluded, condemned, failing, unwanted, checked, now, writes);
        }

        Service later() {
            SortedMap<String, StackMemory> aged = new TreeMap<>();
            memory.forEach((zone, past) -> aged.put(
                    zone,
                    new StackMemory(past.state(), ModelTime.earlier(past.since()), past.home(), past.standsIn())));
            SortedMap<String, Instant> agedFailing = new TreeMap<>();
            failing.forEach((zone, since) -> agedFailing.put(zone, ModelTime.earlier(since)));
            return new Service(
                    replicas, stacks, aged, excluded, condemned, agedFailing, unwanted, checked, recalled, writes);
        }

        Stack stack(String zone) {
            return stacks.getOrDefault(zone, new Stack(0, 0));
        }

        @Override
        public String toString() {
            return replicas
                    + " pods "
                    + stacks.keySet().stream()
                            .map(zone -> zone + "=" + stacks.get(zone)
                                    + Optional.ofNullable(memory.get(zone))
                                            .map(past -> past.state().word()
                                                    + ModelTime.ago(past.since())
                                                    + home(past.home())
                                                    + (past.standsIn() ? " stands in" : ""))
                                            .map(" "::concat)
                                            .orElse(""))
                            .collect(Collectors.joining(", "))
                    + (excluded.isEmpty() ? "" : " without " + excluded)
                    + (condemned.isEmpty() ? "" : " condemned " + condemned)
                    + (failing.isEmpty() ? "" : " failing " + failing.keySet())
                    + (unwanted.isEmpty() ? "" : " unwanted " + unwanted)
                    + (checked ? "" : " unchecked")
                    + (recalled ? " recalled" : "")
                    + (writes.isEmpty() ? "" : " to write " + writes);
        }

        private static String home(OptionalInt home) {
            return home.isPresent() ? " home " + home.getAsInt() : "";
        }
    }

    /** The workload of a zone. */
    record Stack(int desired, int ready) {
        @Override
        public String toString() {
            return ready + "/" + desired;
        }
    }

    /** One write of a service's reconcile. */
    sealed interface Write {
        /** The selector of the Service. */
        record Selector(SortedSet<String> without) implements Write {}

        /** The status. */
        record Status(SortedMap<String, StackMemory> memory, SortedSet<String> condemned) implements Write {}

        /** A workload's replicas. */
        record Scale(String zone, int replicas) implements Write {}

        /** A workload's deletion. */
        record Remove(String zone) implements Write {}
    }

    EvacuationState zone(String name, ZoneFacts facts) {
        SortedMap<String, ZoneFacts> changed = new TreeMap<>(zones);
        changed.put(name, facts);
        return new EvacuationState(changed, services, zoneWrites, happenings);
    }

    EvacuationState service(String name, Service facts) {
        SortedMap<String, Service> changed = new TreeMap<>(services);
        changed.put(name, facts);
        return new EvacuationState(zones, changed, zoneWrites, happenings);
    }

    EvacuationState writes(List<ZoneWrite> more) {
        return new EvacuationState(zones, services, more, happenings);
    }

    EvacuationState happened() {
        return new EvacuationState(zones, services, zoneWrites, happenings - 1);
    }

    EvacuationState later() {
        SortedMap<String, ZoneFacts> agedZones = new TreeMap<>();
        zones.forEach((name, zone) -> agedZones.put(name, zone.later()));
        SortedMap<String, Service> agedServices = new TreeMap<>();
        services.forEach((name, service) -> agedServices.put(name, service.later()));
        return new EvacuationState(agedZones, agedServices, zoneWrites, happenings);
    }

    static SortedSet<String> with(SortedSet<String> some, String one) {
        SortedSet<String> more = new TreeSet<>(some);
        more.add(one);
        return more;
    }

    static SortedSet<String> without(SortedSet<String> some, String one) {
        SortedSet<String> fewer = new TreeSet<>(some);
        fewer.remove(one);
        return fewer;
    }

    @Override
    public String toString() {
        return zones + " " + services + (zoneWrites.isEmpty() ? "" : " zones to write " + zoneWrites);
    }
}
