package io.zonekeeper.simulator.noise;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

import io.zonekeeper.core.rollout.Restarts;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.rollout.RolloutPlan;
import io.zonekeeper.core.rollout.RolloutPlanner;
import io.zonekeeper.core.rollout.RolloutSettings;
import io.zonekeeper.core.rollout.RolloutZone;
import io.zonekeeper.core.rollout.UnprovenTemplates;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Part;
import io.zonekeeper.simulator.world.Observers;

/**
 * A service gets a template that fails, and some minutes later the old one again.
 *
 * <p>What it does, second by second, is found beforehand with the rollout's own rules: {@link RolloutPlanner} says
 * which zone gets which template when, {@link UnprovenTemplates} in which zones a failure may be the template's.
 *
 * <ol>
 *   <li>A zone that is told the new template replaces its pods within {@code starting}; those fail their health checks,
 *       and their readiness where {@code readiness} reports it.
 *   <li>The observers have seen that after {@link #NOTICED}.
 *   <li>When the zone is told the old template again, its bad pods still run for {@code stopping}.
 * </ol>
 *
 * @param failing by zone, the seconds in which its pods fail
 * @param trial by zone, the seconds in which its template is on trial
 */
public record Rollback(int service, long start, long end, boolean readiness, List<BitSet> failing, List<BitSet> trial)
        implements Fault {
    private static final int NOTICED = 8;
    private static final int LONGEST = 1_200;
    private static final String OLD = "old";
    private static final String BAD = "bad";
    private static final RolloutSettings SETTINGS =
            new RolloutSettings(true, Duration.ofSeconds(60), Duration.ofMinutes(10), false);

    /**
     * Plays it through.
     *
     * @param first the zone that gets the bad template first
     * @param starting seconds until a zone's pods are those of the template it was told
     * @param takenBack seconds after which the old template is given again
     * @param stopping seconds that bad pods run on after their zone was told the old template
     */
    public static Rollback play(
            int service,
            int first,
            long start,
            boolean readiness,
            int starting,
            int takenBack,
            int stopping,
            Layout layout) {
        var play = new Play(service, readiness, layout);
        List<BitSet> failing = new ArrayList<>();
        List<BitSet> trial = new ArrayList<>();
        int second = 0;
        while (second < LONGEST && (second <= takenBack || !play.over())) {
            play.second(second, second < takenBack ? BAD : OLD, starting, stopping);
            second++;
        }
        // Which zone comes first follows from the service's name: here it is the one that is wanted.
        int shift = Math.floorMod(first - play.firstZone(), layout.zoneCount());
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            int played = Math.floorMod(zone - shift, layout.zoneCount());
            failing.add(play.failing.get(played));
            trial.add(play.trial.get(played));
        }
        return new Rollback(service, start, start + second * 1_000L, readiness, failing, trial);
    }

    /** The service, second by second. */
    private static final class Play {
        private final String name;
        private final boolean readiness;
        private final Layout layout;
        private final int pods;
        private final Map<String, String> told = new HashMap<>();
        private final Map<String, Integer> toldAt = new HashMap<>();
        private final List<BitSet> failing = new ArrayList<>();
        private final List<BitSet> trial = new ArrayList<>();
        private Optional<RolloutMemory> memory =
                Optional.of(new RolloutMemory(OLD, RolloutPhase.COMPLETE, Optional.empty(), Instant.EPOCH));
        private int firstZone = -1;
        private int failedUntil = -1;
        private int now;

        Play(int service, boolean readiness, Layout layout) {
            this.name = Observers.serviceName(service);
            this.readiness = readiness;
            this.layout = layout;
            this.pods = layout.pods().get(service);
            for (String zone : layout.zones()) {
                told.put(zone, OLD);
                toldAt.put(zone, Integer.MIN_VALUE / 2);
                failing.add(new BitSet());
                trial.add(new BitSet());
            }
        }

        int firstZone() {
            return Math.max(0, firstZone);
        }

        boolean over() {
            return !told.containsValue(BAD)
                    && now > failedUntil
                    && memory.filter(known -> known.revision().equals(OLD) && known.phase() == RolloutPhase.COMPLETE)
                            .isPresent();
        }

        void second(int second, String wanted, int starting, int stopping) {
            now = second;
            List<RolloutZone> zones = new ArrayList<>();
            for (int zone = 0; zone < layout.zoneCount(); zone++) {
                String zoneName = layout.zones().get(zone);
                boolean has = told.get(zoneName).equals(BAD);
                int since = second - toldAt.get(zoneName);
                boolean bad = has ? since >= starting : since < stopping && toldAt.get(zoneName) >= 0;
                failing.get(zone).set(second, bad);
                failedUntil = bad ? second : failedUntil;
                boolean seen = bad && (second < NOTICED || failing.get(zone).get(second - NOTICED));
                boolean replaced = since >= (has ? starting : stopping) || toldAt.get(zoneName) < 0;
                zones.add(new RolloutZone(
                        zoneName,
                        RolloutZone.Place.SERVES,
                        true,
                        true,
                        Optional.of(told.get(zoneName)),
                        pods,
                        bad && readiness ? 0 : pods,
                        true,
                        replaced && !(bad && readiness),
                        Optional.empty(),
                        seen,
                        Restarts.NONE));
            }
            RolloutPlan plan =
                    RolloutPlanner.plan(name, wanted, SETTINGS, zones, memory, Instant.EPOCH.plusSeconds(second));
            plan.templates().forEach((zone, template) -> {
                if (!template.equals(told.put(zone, template))) {
                    toldAt.put(zone, second);
                    firstZone = firstZone < 0 ? layout.zones().indexOf(zone) : firstZone;
                }
            });
            // What the next reconcile reads: the templates that were reported, and the status that was written.
            memory = Optional.of(plan.memory());
            Set<String> onTrial = UnprovenTemplates.of(told, wanted, memory);
            for (int zone = 0; zone < layout.zoneCount(); zone++) {
                trial.get(zone).set(second, onTrial.contains(layout.zones().get(zone)));
            }
        }
    }

    private int second(long now) {
        return (int) ((now - start) / 1_000);
    }

    @Override
    public Set<Part> parts() {
        return Set.of(Part.PROBES, Part.PODS, Part.TRIALS);
    }

    @Override
    public boolean touches(int from, int of) {
        return !failing.get(of).isEmpty();
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
        return which == service && during(now) && failing.get(of).get(second(now));
    }

    @Override
    public boolean onTrial(int of, int which, long now) {
        return which == service && during(now) && trial.get(of).get(second(now));
    }

    /** Returns a rollback with times of its own. */
    static Rollback any(int service, int first, long start, Layout layout, RandomGenerator random) {
        return play(
                service,
                first,
                start,
                random.nextBoolean(),
                5 + random.nextInt(16),
                60 + random.nextInt(241),
                10 + random.nextInt(111),
                layout);
    }
}
