package io.zonekeeper.simulator.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.CordonPlan;
import io.zonekeeper.core.cordon.CordonPlanner;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.cordon.ZoneSituation;
import io.zonekeeper.core.health.Evidence;
import io.zonekeeper.core.health.Explanation;
import io.zonekeeper.core.health.Judge;
import io.zonekeeper.core.health.Level;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.ZoneMemory;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Timing;

/**
 * A year of a cluster.
 *
 * <ol>
 *   <li>While something is wrong, or was a moment ago, the judge looks every {@link Timing#TICK} at what the
 *       {@link EvidenceSources} shows it, and the guards plan.
 *   <li>When all faults under way are steady and nothing has changed for a while, longer steps are taken up to the next
 *       moment at which a fault begins or ends or a rule of time falls due.
 *   <li>When nothing is wrong and all looks that the judge remembers are good, looking again changes nothing (a fixed
 *       point of the judge): time goes to the next such moment at once. When nothing is cordoned either, it goes to the
 *       next fault with fresh random phases: in between phases have drifted apart.
 * </ol>
 *
 * <p>Cordons, hold-downs and what is counted in a day are kept over the whole year.
 */
public final class World {
    /** So long after its beginning the last fault shows: a renewal interval and the longest margin. */
    private static final long SHOWS = 12_000;

    private static final long LONG_STEP = 20_000;
    private static final long LONG_AGO = 3_600_000;
    private static final int SHORT_GAP = 60_000;

    private final Layout layout;
    private final Preset preset;
    private final CordonPolicy policy;
    private final EvidenceSources machinery;
    private final Judge judge;
    private final RandomGenerator random;
    private final List<Fault> faults;
    private final long[] boundaries;
    private final Tally tally = new Tally();
    private final ActiveFaults trouble = new ActiveFaults();
    private final GroundTruth truth;
    private final List<Fault> undetected = new ArrayList<>();
    private final Map<String, Cordon> decision = new HashMap<>();
    private final Map<String, CordonHistory> histories = new HashMap<>();
    private final StoppedStacks stopped;
    private Map<String, ZoneMemory> memory;
    private Map<String, ZoneVerdict> verdicts = Map.of();
    private Optional<Instant> nextChange = Optional.empty();
    private Evidence looked;
    private long lookedAt;
    private int nextFault;
    private int nextBoundary;
    private long actFrom;
    private long changedAt;
    private long boundaryAt;
    private long quietSince = Long.MAX_VALUE;
    private Scene scene;
    private boolean wasSuspect;
    /** Whether a zone is known to be bad: how quickly it was found is settled. */
    private boolean condemned;
    /** Whether no signal of the last check was bad. */
    private boolean good;

    private Journal journal = Journal.NONE;

    public World(Layout layout, Preset preset, List<Fault> faults, RandomGenerator random) {
        this(layout, preset, CordonPolicy.DEFAULT, faults, random);
    }

    World(Layout layout, Preset preset, CordonPolicy policy, List<Fault> faults, RandomGenerator random) {
        this.layout = layout;
        this.preset = preset;
        this.policy = policy;
        this.random = random;
        this.faults =
                faults.stream().sorted(Comparator.comparingLong(Fault::start)).toList();
        boundaries = this.faults.stream()
                .flatMapToLong(fault -> LongStream.of(fault.start(), fault.end()))
                .sorted()
                .toArray();
        truth = new GroundTruth(layout, trouble);
        machinery = new EvidenceSources(layout, preset.sensitivity(), random, 0);
        stopped = new StoppedStacks(machinery, truth, policy, tally);
        judge = new Judge(preset.sensitivity());
        memory = trusted(0);
        layout.zones().forEach(zone -> histories.put(zone, CordonHistory.NONE));
    }

    private Map<String, ZoneMemory> trusted(long now) {
        Map<String, ZoneMemory> memory = new HashMap<>();
        Instant since = Instant.ofEpochMilli(now - LONG_AGO);
        layout.zones()
                .forEach(zone -> memory.put(
                        zone,
                        ZoneMemory.recalled(
                                Verdict.HEALTHY, since, Optional.of(since), Set.of(), Instant.ofEpochMilli(now))));
        return memory;
    }

    /** Writes down what begins, ends, is judged and is cordoned. */
    public World journal(Journal to) {
        journal = to;
        return this;
    }

    /** Runs all faults to their end and returns what came of them. */
    public Tally run() {
        while (nextFault < faults.size()) {
            Fault first = faults.get(nextFault);
            long now = first.start() - 1 - random.nextLong(Timing.TICK);
            machinery.renew(now, first.lookedAt());
            memory = trusted(now);
            looked = null;
            actFrom = now;
            changedAt = now;
            quietSince = Long.MAX_VALUE;
            boundaryAt = now;
            tally.incidents++;
            incident(now);
        }
        return tally;
    }

    /** Runs until nothing is wrong, nothing is cordoned and no fault is near. */
    private void incident(long begin) {
        long now = begin;
        while (true) {
            activate(now);
            look(now);
            long due = nextDue(now);
            boolean restless = trouble.restless(now);
            boolean quiet = now - Math.max(quietSince, boundaryAt + SHOWS) > rememberedMillis();
            if (!restless && quiet) {
                if (due == Long.MAX_VALUE
                        || (decision.isEmpty()
                                && stopped.isEmpty()
                                && nextFault < faults.size()
                                && due == faults.get(nextFault).start()
                                && due - now > SHORT_GAP)) {
                    return;
                }
                long to = Math.max(now + 1, due - 1);
                if (to > now + Timing.TICK) {
                    machinery.skipTo(to - Timing.TICK, trouble);
                    now = to - Timing.TICK;
                }
                now += Timing.TICK;
            } else if (!restless && now - changedAt > SHOWS + rememberedMillis()) {
                now = Math.max(now + Timing.TICK, Math.min(now + LONG_STEP, due - 1));
            } else {
                now += machinery.tense() && !condemned ? Timing.TICK : Timing.CALM_TICK;
            }
        }
    }

    private long rememberedMillis() {
        return preset.sensitivity().window().toMillis() * preset.sensitivity().windows() + 2_000;
    }

    /** The next moment at which a fault begins or ends or a rule of time falls due. */
    private long nextDue(long now) {
        while (nextBoundary < boundaries.length && boundaries[nextBoundary] <= now) {
            nextBoundary++;
            changedAt = now;
            boundaryAt = now;
        }
        long due = nextBoundary < boundaries.length ? boundaries[nextBoundary] : Long.MAX_VALUE;
        boolean waiting = !decision.isEmpty() || !stopped.isEmpty();
        if (waiting) {
            long zones = nextChange
                    .map(Instant::toEpochMilli)
                    .filter(time -> time > now)
                    .orElse(Long.MAX_VALUE);
            long soon = Math.min(zones, stopped.nextReturn(now));
            due = Math.min(due, soon == Long.MAX_VALUE ? now + LONG_STEP : soon + 1);
        }
        return due;
    }

    private void activate(long now) {
        for (int i = trouble.faults().size() - 1; i >= 0; i--) {
            Fault fault = trouble.faults().get(i);
            if (fault.end() + GroundTruth.JUST_NOW <= now) {
                trouble.remove(fault);
                journal.write(fault.end(), "ends:   " + fault);
                tally.missed += undetected.remove(fault) ? 1 : 0;
            }
        }
        while (nextFault < faults.size() && faults.get(nextFault).start() <= now) {
            Fault fault = faults.get(nextFault++);
            trouble.add(fault);
            journal.write(fault.start(), "begins: " + fault);
            begin(fault, now);
        }
    }

    private void begin(Fault fault, long now) {
        if (fault.endsLeadership(machinery.leaderZone())) {
            machinery.leaderMoves(trouble, now);
            actFrom = now + Timing.TAKEOVER_MIN + random.nextLong(Timing.TAKEOVER_MAX - Timing.TAKEOVER_MIN);
        }
        if (fault.forgets()) {
            machinery.forget(now);
            Map<String, ZoneMemory> recalled = new HashMap<>();
            verdicts.forEach((zone, zoneVerdict) ->
                    recalled.put(zone, ZoneMemory.recalled(zoneVerdict, Instant.ofEpochMilli(now))));
            memory = recalled.isEmpty() ? memory : recalled;
            looked = null;
        }
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            ZoneVerdict known = verdicts.get(layout.zones().get(zone));
            boolean alreadyBad = known != null && known.verdict() == Verdict.UNHEALTHY;
            if (fault.zoneFails(zone, fault.start()) && !alreadyBad) {
                undetected.add(fault);
            }
        }
    }

    private void look(long now) {
        if (trouble.standsStillUntil(now) > now
                || trouble.standsStillUntil(now - Timing.SETTLES) > now - Timing.SETTLES) {
            changedAt = now;
            return;
        }
        Evidence evidence = machinery.evidence(now, trouble);
        // The same evidence within a window changes nothing: neither what is bad now, nor the looks that are counted.
        if (now < lookedAt + preset.sensitivity().window().toMillis() && evidence.equals(looked)) {
            act(now);
            return;
        }
        looked = evidence;
        lookedAt = now;
        Judge.Outcome outcome = judge.judge(evidence, memory, Instant.ofEpochMilli(now));
        memory = outcome.memory();
        verdicts = outcome.verdicts();
        good = true;
        condemned = false;
        for (ZoneVerdict zoneVerdict : verdicts.values()) {
            good &= zoneVerdict.verdict() == Verdict.HEALTHY;
            condemned |= zoneVerdict.verdict() == Verdict.UNHEALTHY;
            for (Level level : zoneVerdict.levels().values()) {
                good &= level == Level.GOOD;
            }
        }
        quietSince = good && machinery.quiet() ? Math.min(quietSince, now) : Long.MAX_VALUE;
        boolean suspect = verdicts.values().stream().anyMatch(j -> j.verdict() == Verdict.SUSPECT);
        tally.suspects += suspect && !wasSuspect ? 1 : 0;
        wasSuspect = suspect;
        act(now);
    }

    private void act(long now) {
        if (now >= actFrom) {
            if (!healthy() || !decision.isEmpty()) {
                detect(now);
                plan(now);
            }
            stopServices(now);
        }
        note(now);
    }

    private boolean healthy() {
        for (ZoneVerdict zoneVerdict : verdicts.values()) {
            if (zoneVerdict.verdict() != Verdict.HEALTHY) {
                return false;
            }
        }
        return true;
    }

    private void detect(long now) {
        undetected.removeIf(fault -> {
            for (int zone = 0; zone < layout.zoneCount(); zone++) {
                if (fault.zoneFails(zone, now)
                        && verdicts.get(layout.zones().get(zone)).verdict() == Verdict.UNHEALTHY) {
                    tally.detections.add(now - fault.start());
                    return true;
                }
            }
            return false;
        });
    }

    private void plan(long now) {
        List<ZoneSituation> situations = new ArrayList<>(layout.zoneCount());
        for (String zone : layout.zones()) {
            situations.add(new ZoneSituation(
                    verdicts.get(zone),
                    machinery.inhabited(layout.zones().indexOf(zone)),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false,
                    Optional.empty(),
                    Optional.ofNullable(decision.get(zone)),
                    histories.get(zone)));
        }
        CordonPlan plan = CordonPlanner.plan(situations, policy, Instant.ofEpochMilli(now));
        nextChange = plan.nextChange();
        for (ZoneDecision zone : plan.decisions().values()) {
            boolean before = decision.containsKey(zone.zone());
            if (zone.cordoned() != before) {
                journal.write(now, zone.zone() + (before ? " is uncordoned" : " is cordoned"));
            }
            if (zone.cordoned() && !before) {
                cordoned(zone.zone(), now);
            } else if (before && !zone.cordoned() && truth.failsForLong(zone.zone(), now)) {
                tally.earlyEnds++;
            }
            if (zone.cordoned()) {
                decision.put(zone.zone(), zone.cordon().orElseThrow());
            } else {
                decision.remove(zone.zone());
            }
            histories.put(zone.zone(), zone.history());
        }
    }

    private void cordoned(String zone, long now) {
        if (truth.justifies(zone, now)) {
            tally.rightCordons++;
        } else {
            tally.falseCordons++;
            journal.write(now, "no fault is in progress for which " + zone + " should be cordoned");
        }
    }

    private void stopServices(long now) {
        stopped.look(machinery.stacks(), decision.keySet(), now);
        machinery.takeOutOfTraffic(stopped.stacks());
    }

    /** Remembers when anything but a count changed last. */
    private void note(long now) {
        List<Map<Signal, Level>> levels = new ArrayList<>(layout.zoneCount());
        List<Verdict> seenVerdicts = new ArrayList<>(layout.zoneCount());
        for (String zone : layout.zones()) {
            seenVerdicts.add(verdicts.get(zone).verdict());
            levels.add(verdicts.get(zone).levels());
        }
        Scene seen = new Scene(
                seenVerdicts,
                levels,
                Set.copyOf(decision.keySet()),
                stopped.stacks().size(),
                now >= actFrom);
        if (!seen.equals(scene)) {
            scene = seen;
            changedAt = now;
            for (String zone : layout.zones()) {
                ZoneVerdict zoneVerdict = verdicts.get(zone);
                journal.write(
                        now,
                        "%s %s: %s %s"
                                .formatted(
                                        zone,
                                        zoneVerdict.verdict().word(),
                                        Explanation.evidence(zoneVerdict),
                                        zoneVerdict.loud()));
            }
        }
    }

    /** What is known and done, without the counts. */
    private record Scene(
            List<Verdict> verdicts, List<Map<Signal, Level>> levels, Set<String> cordoned, int stopped, boolean acts) {}
}
