package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.TieBreak;

/**
 * Takes a template through the zones of a service, one after the other.
 *
 * <ol>
 *   <li><b>Nothing to roll.</b> A service of which no zone was told anything gets the template everywhere; so does one
 *       that goes {@code AllZones}. A zone without a stack has nothing to lose and gets it at once, but the old one
 *       while the rollout is halted or paused.
 *   <li><b>The zone in step</b> is the one that the status names, as long as it serves. It is updated until all its
 *       pods are ready, then watched for the bake. Where it does worse than the others (its health checks fail, its
 *       pods restart, its controller complains, or it takes longer than the deadline) the rollout is halted; it goes on
 *       by itself when the zone was well for a whole bake.
 *   <li><b>Lost on the way.</b> A zone that cannot be trusted any more is nobody's proof: its step ends, and another
 *       zone goes first. A zone that a person took out while it did worse keeps the rollout halted until another zone
 *       has shown that the template is good.
 *   <li><b>The next zone</b> is one that is not whole anyway, for it is not disrupted any further: so a rollback begins
 *       where the damage is, and a fix reaches zones that the old template broke. Else the order is a hash of the
 *       service, and a whole zone begins only while every other zone that serves is whole ({@code WaitingForZone}).
 *   <li><b>Not in the row.</b> A zone that is not trusted does not count and keeps its template until it is trusted
 *       again, so that a dark zone never holds a fix back. A zone that was left is given the template when all others
 *       have it, and before it comes home.
 * </ol>
 *
 * <p>Invariants: at most one zone is in step; a whole zone is touched only while all others that serve are whole; a
 * plan of its own result changes nothing; every step is in the status before a zone is told.
 */
public final class RolloutPlanner {
    private final String service;
    private final String wanted;
    private final RolloutSettings settings;
    private final List<RolloutZone> zones;
    private final Optional<RolloutMemory> before;
    private final Instant now;
    private final Map<String, String> templates = new TreeMap<>();

    private RolloutPlanner(
            String service,
            String wanted,
            RolloutSettings settings,
            List<RolloutZone> zones,
            Optional<RolloutMemory> memory,
            Instant now) {
        this.service = service;
        this.wanted = wanted;
        this.settings = settings;
        this.zones = zones;
        this.before = memory.filter(known -> known.revision().equals(wanted));
        this.now = now;
    }

    /**
     * Returns what each zone is told.
     *
     * @param service namespace and name
     * @param wanted the revision of the template that it has now
     * @param settings how it wants it rolled out
     * @param zones its zones, those it is leaving included
     * @param memory what the status says
     * @param now the time
     */
    public static RolloutPlan plan(
            String service,
            String wanted,
            RolloutSettings settings,
            List<RolloutZone> zones,
            Optional<RolloutMemory> memory,
            Instant now) {
        return new RolloutPlanner(service, wanted, settings, zones, memory, now).plan();
    }

    private RolloutPlan plan() {
        zones.forEach(zone -> zone.told().ifPresent(told -> templates.put(zone.zone(), told)));
        if (zones.stream().noneMatch(zone -> zone.told().isPresent())) {
            zones.forEach(zone -> templates.put(zone.zone(), wanted));
            return go(RolloutPhase.COMPLETE, Optional.empty());
        }
        boolean rolled = zones.stream().allMatch(zone -> !zone.exists() || zone.has(wanted));
        if (settings.paused() && !rolled) {
            return held(
                    RolloutPhase.PAUSED,
                    before.flatMap(RolloutMemory::zone),
                    "Paused",
                    "rollout.paused is true: %s without the template as it is now"
                            .formatted(names(zones.stream().filter(zone -> zone.exists() && !zone.has(wanted)))));
        }
        return settings.zoneByZone() ? zoneByZone() : allZones();
    }

    private RolloutPlan allZones() {
        boolean rolled = zones.stream().allMatch(zone -> zone.has(wanted));
        boolean whole = zones.stream().filter(RolloutZone::takesPart).allMatch(RolloutZone::complete);
        zones.forEach(zone -> templates.put(zone.zone(), wanted));
        boolean under =
                before.filter(memory -> memory.phase() != RolloutPhase.COMPLETE).isPresent();
        return !rolled || (under && !whole)
                ? go(RolloutPhase.UPDATING, Optional.empty())
                : go(RolloutPhase.COMPLETE, Optional.empty());
    }

    private RolloutPlan zoneByZone() {
        zones.stream()
                .filter(zone -> zone.place() == RolloutZone.Place.COMING_HOME || !zone.exists())
                .forEach(zone -> templates.put(zone.zone(), wanted));
        Optional<RolloutZone> step = before.filter(memory -> memory.phase() != RolloutPhase.WAITING)
                .flatMap(RolloutMemory::zone)
                .flatMap(this::find);
        if (step.isPresent() && step.get().takesPart()) {
            return inStep(step.get());
        }
        if (step.isPresent() && takenOutWhileBad(step.get())) {
            return halt(step.get(), "it was taken out of traffic while it did worse");
        }
        return next();
    }

    /** One that is not trusted any more is excused: what looked like the template may have been the zone. */
    private boolean takenOutWhileBad(RolloutZone zone) {
        boolean proven = serving().anyMatch(other -> other.has(wanted) && other.complete());
        return before.filter(memory -> memory.phase() == RolloutPhase.HALTED).isPresent()
                && zone.place() == RolloutZone.Place.LEFT
                && zone.trusted()
                && !proven;
    }

    private RolloutPlan inStep(RolloutZone zone) {
        templates.put(zone.zone(), wanted);
        RolloutPhase phase = before.orElseThrow().phase();
        if (!zone.has(wanted)) {
            return go(RolloutPhase.UPDATING, Optional.of(zone.zone()));
        }
        Optional<String> problem = worse(zone);
        if (problem.isPresent()) {
            return halt(zone, problem.get());
        }
        Instant since = before.get().since();
        if (!zone.complete()) {
            boolean late = phase == RolloutPhase.UPDATING && !now.isBefore(since.plus(settings.deadline()));
            if (late || phase == RolloutPhase.HALTED) {
                return halt(zone, "only %d of %d pods are ready with it".formatted(zone.ready(), zone.desired()));
            }
            return go(RolloutPhase.UPDATING, Optional.of(zone.zone()));
        }
        if (phase != RolloutPhase.BAKING && settings.bake().isPositive()) {
            return go(RolloutPhase.BAKING, Optional.of(zone.zone()));
        }
        return now.isBefore(since.plus(settings.bake())) ? go(RolloutPhase.BAKING, Optional.of(zone.zone())) : next();
    }

    /** Why a zone with the new template does worse than the others; empty while it does not. */
    private Optional<String> worse(RolloutZone zone) {
        List<RolloutZone> others =
                serving().filter(other -> !other.zone().equals(zone.zone())).toList();
        if (failing().isPresent()) {
            return Optional.of("the pods of %s fail their health checks"
                    .formatted(failing().get().zone()));
        }
        if (zone.trouble().isPresent() && !zone.complete()) {
            return zone.trouble();
        }
        Restarts elsewhere = others.stream().map(RolloutZone::restarts).reduce(Restarts.NONE, Restarts::plus);
        return settings.bake().isPositive() && zone.restarts().worseThan(elsewhere)
                ? Optional.of("%d of %d pods restarted within %s"
                        .formatted(zone.restarts().restarted(), zone.restarts().pods(), words(settings.bake())))
                : Optional.empty();
    }

    /** A zone that fails with the new template; where all fail, the template is not to blame. */
    private Optional<RolloutZone> failing() {
        boolean everywhere = serving().count() > 1 && serving().allMatch(RolloutZone::failing);
        return everywhere
                ? Optional.empty()
                : serving().filter(zone -> zone.has(wanted) && zone.failing()).findFirst();
    }

    private RolloutPlan next() {
        List<RolloutZone> lagging = serving()
                .filter(zone -> !zone.has(wanted))
                .sorted(Comparator.comparing(RolloutZone::complete)
                        .thenComparing(zone -> TieBreak.hash(service, zone.zone()), Long::compareUnsigned)
                        .thenComparing(RolloutZone::zone))
                .toList();
        if (lagging.isEmpty()) {
            return finish();
        }
        if (failing().isPresent()) {
            return halt(failing().get(), "its pods fail their health checks");
        }
        if (serving().anyMatch(zone -> !zone.settled())) {
            return go(RolloutPhase.WAITING, before.flatMap(RolloutMemory::zone));
        }
        RolloutZone next = lagging.getFirst();
        Optional<RolloutZone> unready =
                serving().filter(zone -> zone.has(wanted) && !zone.complete()).findFirst();
        if (next.complete() && unready.isPresent()) {
            RolloutZone zone = unready.get();
            return held(
                    RolloutPhase.WAITING,
                    Optional.of(zone.zone()),
                    "WaitingForZone",
                    "%s is next and waits for %s, where %d of %d pods are ready: no second zone is disrupted"
                            .formatted(next.zone(), zone.zone(), zone.ready(), zone.desired()));
        }
        templates.put(next.zone(), wanted);
        return go(RolloutPhase.UPDATING, Optional.of(next.zone()));
    }

    private RolloutPlan finish() {
        zones.stream()
                .filter(zone -> zone.place() == RolloutZone.Place.LEFT)
                .forEach(zone -> templates.put(zone.zone(), wanted));
        List<RolloutZone> lost = zones.stream()
                .filter(zone -> zone.exists() && zone.place() == RolloutZone.Place.SERVES)
                .filter(zone -> !zone.has(wanted))
                .toList();
        if (!lost.isEmpty()) {
            return held(
                    RolloutPhase.WAITING,
                    Optional.empty(),
                    "ZoneExcluded",
                    "done but for %s, which cannot be trusted now and gets the template when it can"
                            .formatted(names(lost.stream())));
        }
        return go(RolloutPhase.COMPLETE, Optional.empty());
    }

    private RolloutPlan halt(RolloutZone zone, String why) {
        return held(
                RolloutPhase.HALTED,
                Optional.of(zone.zone()),
                "RolloutHalted",
                "%s does worse with the new template: %s. Other zones are left as they are: give another template, or the old one again; it goes on by itself when the zone was well for %s"
                        .formatted(zone.zone(), why, words(settings.bake())));
    }

    private RolloutPlan held(RolloutPhase phase, Optional<String> zone, String reason, String message) {
        if (phase != RolloutPhase.WAITING) {
            keepOld();
        }
        return result(phase, zone, Optional.of(new Refusal(reason, message)));
    }

    private RolloutPlan go(RolloutPhase phase, Optional<String> zone) {
        return result(phase, zone, Optional.empty());
    }

    /** Zones to be made, and those on their way home, get what most of the others have that lack the new template. */
    private void keepOld() {
        Map<String, Integer> counts = new HashMap<>();
        zones.stream()
                .flatMap(zone -> zone.told().stream())
                .filter(told -> !told.equals(wanted))
                .forEach(told -> counts.merge(told, 1, Integer::sum));
        String old = counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(wanted);
        for (RolloutZone zone : zones) {
            if (!zone.exists()) {
                templates.put(zone.zone(), old);
            } else if (zone.place() == RolloutZone.Place.COMING_HOME
                    && zone.told().isPresent()) {
                templates.put(zone.zone(), settings.paused() ? zone.told().get() : old);
            }
        }
    }

    private RolloutPlan result(RolloutPhase phase, Optional<String> zone, Optional<Refusal> held) {
        RolloutMemory memory = new RolloutMemory(wanted, phase, zone, now);
        if (before.filter(memory::sameStep).isPresent()) {
            memory = before.get();
        }
        // A step whose zone is told before the status names it would be forgotten by whoever leads next.
        boolean begins = phase == RolloutPhase.UPDATING
                && !before.map(RolloutMemory::zone).equals(Optional.of(zone));
        Optional<Instant> next = switch (phase) {
            case BAKING -> Optional.of(memory.since().plus(settings.bake()));
            case UPDATING -> zone.isPresent() ? Optional.of(lookWhileUpdating(memory.since())) : Optional.empty();
            case HALTED -> Optional.of(now.plus(settings.bake().isPositive() ? settings.bake() : settings.deadline()));
            case COMPLETE, WAITING, PAUSED -> Optional.empty();
        };
        return new RolloutPlan(templates, memory, held, begins, next.filter(time -> time.isAfter(now)));
    }

    /** At the deadline, and each bake before it: pods that cannot start tell nobody. */
    private Instant lookWhileUpdating(Instant since) {
        Instant deadline = since.plus(settings.deadline());
        if (!settings.bake().isPositive()) {
            return deadline;
        }
        long bakes = Math.max(0, Duration.between(since, now).dividedBy(settings.bake())) + 1;
        Instant look = since.plus(settings.bake().multipliedBy(bakes));
        return look.isBefore(deadline) || !deadline.isAfter(now) ? look : deadline;
    }

    private Stream<RolloutZone> serving() {
        return zones.stream().filter(RolloutZone::takesPart);
    }

    private Optional<RolloutZone> find(String name) {
        return zones.stream().filter(zone -> zone.zone().equals(name)).findFirst();
    }

    private static String names(Stream<RolloutZone> zones) {
        return zones.map(RolloutZone::zone).sorted().collect(Collectors.joining(", "));
    }

    private static String words(Duration duration) {
        return duration.isZero() ? "a moment" : duration.toSeconds() + "s";
    }
}
