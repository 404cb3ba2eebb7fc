package io.zonekeeper.core.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.CordonPlan;
import io.zonekeeper.core.cordon.CordonPlanner;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.cordon.ZoneSituation;
import io.zonekeeper.core.cordon.ZoneSituation.ManualCordon;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.health.Level;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;

/** Three zones and some services, in which what is planned of drills and cordons stands at the next plan. */
final class GameDay {
    static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    Instant now = NOON;
    CordonPolicy policy = CordonPolicy.DEFAULT;
    boolean servicesKnown = true;
    DrillPlan plan = new DrillPlan(Map.of(), Map.of(), Optional.empty());
    CordonPlan cordons = new CordonPlan(new TreeMap<>(), Optional.empty());
    private final Map<String, Verdict> verdicts = new TreeMap<>();
    private final Map<String, Instant> since = new HashMap<>();
    private final Map<String, DrillRequest> decisions = new HashMap<>();
    private final Map<String, ManualCordon> manual = new HashMap<>();
    private final Map<String, Boolean> usable = new HashMap<>();
    private final Map<String, Instant> emptySince = new HashMap<>();
    private final Map<String, DrillService> services = new TreeMap<>();

    GameDay() {
        List.of("a", "b", "c").forEach(zone -> {
            verdicts.put(zone, Verdict.HEALTHY);
            since.put(zone, NOON.minusSeconds(3600));
            usable.put(zone, true);
        });
        service("web", 6, Map.of("a", StackState.ACTIVE, "b", StackState.ACTIVE, "c", StackState.ACTIVE));
    }

    GameDay is(String zone, Verdict verdict) {
        verdicts.put(zone, verdict);
        since.put(zone, now);
        return this;
    }

    GameDay withoutNodes(String zone) {
        usable.put(zone, false);
        emptySince.put(zone, now);
        return is(zone, Verdict.UNKNOWN);
    }

    GameDay request(String zone, String id, Duration length) {
        decisions.put(zone, new DrillRequest(id, Optional.empty(), length, "practice"));
        return this;
    }

    GameDay wishAt(String zone, String id, Instant at, Duration length) {
        decisions.put(zone, new DrillRequest(id, Optional.of(at), length, "practice"));
        return this;
    }

    GameDay takeBack(String zone) {
        decisions.remove(zone);
        return this;
    }

    GameDay cordon(String zone) {
        manual.put(zone, new ManualCordon("works", Optional.empty(), false, false));
        return this;
    }

    GameDay mode(Mode mode) {
        policy = new CordonPolicy(mode, 1, 1, 2, policy.stableFor(), policy.holdDown(), policy.zoneRetention());
        return this;
    }

    GameDay service(String name, int ready, Map<String, StackState> stacks) {
        boolean settled =
                stacks.values().stream().allMatch(state -> state == StackState.ACTIVE || state == StackState.DRAINED);
        services.put(name, new DrillService(name, 6, 4, ready, stacks, settled, Optional.empty()));
        return this;
    }

    GameDay held(String name, String why) {
        DrillService is = services.get(name);
        services.put(
                name,
                new DrillService(
                        name, is.replicas(), is.floor(), is.ready(), is.stacks(), is.settled(), Optional.of(why)));
        return this;
    }

    /** Moves every service's stack in a zone, with so many ready pods left in traffic. */
    GameDay move(String zone, StackState state, int ready) {
        for (DrillService service : new ArrayList<>(services.values())) {
            Map<String, StackState> stacks = new HashMap<>(service.stacks());
            stacks.put(zone, state);
            service(service.name(), ready, stacks);
        }
        return this;
    }

    GameDay later(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Plans, and lets what is decided stand. */
    GameDay plan() {
        List<DrillZone> zones = verdicts.keySet().stream().map(this::zone).toList();
        plan = DrillPlanner.plan(
                zones, servicesKnown ? Optional.of(List.copyOf(services.values())) : Optional.empty(), policy, now);
        cordons = CordonPlanner.plan(
                zones.stream()
                        .map(zone -> zone.situation().withDrill(plan.lost(zone.name())))
                        .toList(),
                policy,
                now);
        return this;
    }

    private DrillZone zone(String name) {
        Verdict verdict = verdicts.get(name);
        Map<Signal, Level> levels = new EnumMap<>(Signal.class);
        if (verdict == Verdict.UNHEALTHY) {
            levels.put(Signal.HEARTBEATS, Level.BAD);
        }
        Optional<Cordon> decision =
                Optional.ofNullable(cordons.decisions().get(name)).flatMap(found -> found.cordon());
        return new DrillZone(
                new ZoneSituation(
                        new ZoneVerdict(
                                name,
                                verdict,
                                since.get(name),
                                verdict == Verdict.HEALTHY ? Optional.of(since.get(name)) : Optional.empty(),
                                levels,
                                List.of(),
                                false,
                                false,
                                Optional.ofNullable(emptySince.get(name))),
                        usable.get(name),
                        Optional.ofNullable(manual.get(name)),
                        Optional.empty(),
                        false,
                        false,
                        Optional.empty(),
                        decision,
                        CordonHistory.NONE),
                Optional.ofNullable(decisions.get(name)),
                plan.memory(name));
    }

    /** Who cordons which zones, as in {@code "b:Drill"}. */
    String cordoned() {
        return String.join(
                " ",
                cordons.decisions().values().stream()
                        .filter(decision -> decision.cordoned())
                        .map(decision -> decision.zone() + ":"
                                + decision.cordon()
                                        .map(Cordon::cause)
                                        .map(Cause::word)
                                        .orElseThrow())
                        .toList());
    }

    /** Phase and outcome of a zone's drill, as in {@code "Ended Aborted BelowFloor"}. */
    String story(String zone) {
        return plan.memory(zone)
                .map(drill -> drill.phase().word()
                        + drill.outcome()
                                .map(outcome -> " " + outcome.kind().word() + " "
                                        + outcome.why().reason().word())
                                .orElse(""))
                .orElse("none");
    }

    DrillReport report(String zone) {
        return plan.memory(zone).orElseThrow().report();
    }
}
