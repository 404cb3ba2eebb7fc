package io.zonekeeper.core.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.reasons.ZoneReason;

/**
 * Leads game days: one zone at a time is treated as lost, until its time is over or the first breach.
 *
 * <ol>
 *   <li><b>What runs, continues or ends.</b> A running drill is broken off when its request was taken back or became
 *       another one, and at the first breach ({@link DrillGuards#breach}); it is complete when its time is over. From
 *       then on services fail back, and when all are, it has ended.
 *   <li><b>What is requested, begins.</b> A request whose time has come begins when {@link DrillGuards#objection} has
 *       nothing against it; else it is refused, once and for all: a drill that begins on its own an hour after somebody
 *       wanted it would surprise. While the services are not all known (a new leader), it waits.
 *   <li><b>What is reported.</b> While a drill runs, its report takes in what is seen of the services.
 * </ol>
 *
 * <p>Invariants: at most one zone is treated as lost; never one that is not Healthy, nor while another zone that has
 * nodes is in trouble or cordoned; a request is carried out at most once; a drill moves at most one phase in a plan,
 * and where it moves none, planning again with the result as memory changes nothing. The cordon itself is
 * {@link io.zonekeeper.core.cordon.CordonPlanner}'s, whose guards hold as well.
 */
public final class DrillPlanner {
    /** How often services are checked while a drill runs, for its report. */
    static final Duration LOOK = Duration.ofSeconds(1);

    /** A failback that takes longer is somebody else's story: the report says who was not home. */
    static final Duration LONGEST_WAY_HOME = Duration.ofHours(1);

    /** Between the clocks of two operators, one of which takes over from the other. */
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(1);

    private final SortedMap<String, DrillZone> zones = new TreeMap<>();
    private final Optional<List<DrillService>> services;
    private final CordonPolicy policy;
    private final Instant now;
    private final Map<String, DrillMemory> memories = new HashMap<>();
    private final Map<String, String> lost = new HashMap<>();
    private Optional<Instant> nextLook = Optional.empty();

    private DrillPlanner(
            Collection<DrillZone> zones, Optional<List<DrillService>> services, CordonPolicy policy, Instant now) {
        zones.forEach(zone -> this.zones.put(zone.name(), zone));
        this.services = services;
        this.policy = policy;
        this.now = now;
    }

    /**
     * Returns which zone is treated as lost from now on.
     *
     * @param zones all zones
     * @param services all services; empty while they are not all known
     * @param policy how far automatic cordons go
     * @param now the time
     */
    public static DrillPlan plan(
            Collection<DrillZone> zones, Optional<List<DrillService>> services, CordonPolicy policy, Instant now) {
        var planner = new DrillPlanner(zones, services, policy, now);
        planner.zones.values().forEach(planner::goOn);
        planner.zones.values().forEach(planner::begin);
        return new DrillPlan(planner.lost, planner.memories, planner.nextLook);
    }

    private void goOn(DrillZone zone) {
        if (zone.memory().isEmpty()) {
            return;
        }
        DrillMemory memory = zone.memory().get();
        DrillMemory next = switch (memory.phase()) {
            case WAITING, ENDED -> memory;
            case RUNNING -> running(zone, memory);
            case RETURNING -> returning(zone, memory);
        };
        if (zone.order().isEmpty() && (next.over() || next.phase() == DrillPhase.WAITING)) {
            next = next.forgotten();
        }
        boolean nothingToTell = next.order().isEmpty() && next.phase() == DrillPhase.WAITING;
        if (!nothingToTell) {
            memories.put(zone.name(), next);
        }
    }

    private DrillMemory running(DrillZone zone, DrillMemory memory) {
        Optional<Refusal> breach = takenBack(zone, memory)
                .or(() -> setBack(memory))
                .or(() -> guards().breach(zone, services.orElse(List.of())));
        if (breach.isPresent()) {
            return memory.returning(DrillOutcome.Kind.ABORTED, breach.get(), now);
        }
        Instant end = memory.until().orElse(now);
        if (!now.isBefore(end)) {
            return memory.returning(
                    DrillOutcome.Kind.COMPLETED,
                    new Refusal(ZoneReason.DURATION_ELAPSED, "it ran for its full duration"),
                    now);
        }
        look(end);
        look(now.plus(LOOK));
        lost.put(zone.name(), zone.order().map(DrillRequest::reason).orElse(""));
        return services.map(all -> memory.with(memory.report().running(zone.name(), all, since(memory.startedAt()))))
                .orElse(memory);
    }

    /** Begun by a clock that was ahead, it would last longer than a user asked for. */
    private Optional<Refusal> setBack(DrillMemory memory) {
        return memory.startedAt()
                .filter(start -> start.isAfter(now.plus(LARGEST_SKEW)))
                .map(start -> new Refusal(
                        ZoneReason.CLOCK_SET_BACK,
                        "the operator's clock was set back: the drill began at %s, which is in the future"
                                .formatted(start)));
    }

    private static Optional<Refusal> takenBack(DrillZone zone, DrillMemory memory) {
        if (zone.order().isEmpty()) {
            return Optional.of(new Refusal(ZoneReason.CANCELLED, "spec.drill was removed"));
        }
        return zone.order().get().id().equals(memory.order())
                ? Optional.empty()
                : Optional.of(new Refusal(
                        ZoneReason.REPLACED, "spec.drill was replaced by another drill, which starts after this one"));
    }

    private DrillMemory returning(DrillZone zone, DrillMemory memory) {
        Duration way = since(memory.endedAt());
        boolean home = services.isPresent() && services.get().stream().noneMatch(service -> service.left(zone.name()));
        if (home) {
            return memory.ended(memory.report().home(way));
        }
        if (way.compareTo(LONGEST_WAY_HOME) >= 0) {
            return memory.ended(memory.report());
        }
        look(now.plus(LOOK));
        return memory;
    }

    private void begin(DrillZone zone) {
        Optional<DrillMemory> memory = Optional.ofNullable(memories.get(zone.name()));
        boolean free = memory.isEmpty()
                || memory.get().phase() == DrillPhase.WAITING
                || memory.get().over();
        if (zone.order().isEmpty() || !free) {
            return;
        }
        DrillRequest order = zone.order().get();
        if (memory.filter(last -> last.over() && last.order().equals(order.id()))
                .isPresent()) {
            return;
        }
        Instant start = order.at().orElse(now);
        if (start.isAfter(now)) {
            look(start);
            memories.put(zone.name(), DrillMemory.waiting(order));
            return;
        }
        if (services.isEmpty()) {
            look(now.plus(LOOK));
            memories.put(zone.name(), DrillMemory.waiting(order));
            return;
        }
        Instant end = start.plus(order.length());
        Optional<Refusal> objection = guards().objection(zone, order, services.get(), end);
        if (objection.isPresent()) {
            memories.put(zone.name(), DrillMemory.refused(order, objection.get(), now));
            return;
        }
        DrillMemory begun = DrillMemory.begun(order, now, end);
        memories.put(zone.name(), begun.with(begun.report().running(zone.name(), services.get(), Duration.ZERO)));
        lost.put(zone.name(), order.reason());
        look(end);
        look(now.plus(LOOK));
    }

    private DrillGuards guards() {
        return new DrillGuards(zones, memories, lost.keySet(), policy, now);
    }

    private Duration since(Optional<Instant> time) {
        Duration elapsed = Duration.between(time.orElse(now), now);
        return elapsed.isNegative() ? Duration.ZERO : elapsed;
    }

    private void look(Instant time) {
        nextLook = Stream.concat(nextLook.stream(), Stream.of(time)).min(Comparator.naturalOrder());
    }
}
