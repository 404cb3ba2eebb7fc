package io.zonekeeper.core.cordon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.cordon.ZoneSituation.Closure;
import io.zonekeeper.core.cordon.ZoneSituation.ManualCordon;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.Level;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;

/** Zones before the guards, whose plans are carried out: what is decided stands at the next plan. */
final class Guards {
    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    CordonPolicy policy = CordonPolicy.DEFAULT;
    Instant now = NOON;
    private final Map<String, ZoneSituation> zones = new TreeMap<>();
    private CordonPlan plan = new CordonPlan(new TreeMap<>(), Optional.empty());

    /** Three zones, Healthy for an hour. */
    static Guards three() {
        Guards guards = new Guards();
        for (String zone : List.of("a", "b", "c")) {
            guards.put(new ZoneSituation(
                    zoneVerdict(zone, Verdict.HEALTHY, Optional.of(NOON.minusSeconds(3600)), false),
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    CordonHistory.NONE));
        }
        return guards;
    }

    private static ZoneVerdict zoneVerdict(
            String zone, Verdict verdict, Optional<Instant> healthySince, boolean shared) {
        Map<Signal, Level> levels = verdict == Verdict.UNHEALTHY ? Map.of(Signal.HEARTBEATS, Level.BAD) : Map.of();
        return new ZoneVerdict(zone, verdict, NOON, healthySince, levels, List.of(), false, shared);
    }

    Guards put(ZoneSituation zone) {
        zones.put(zone.zone(), zone);
        return this;
    }

    Guards without(String zone) {
        zones.remove(zone);
        return this;
    }

    Guards policy(Mode mode, int maxCordoned, int minHealthy, int perDay) {
        policy = new CordonPolicy(
                mode, maxCordoned, minHealthy, perDay, policy.stableFor(), policy.holdDown(), policy.zoneRetention());
        return this;
    }

    /** Gives a zone a verdict; a Healthy one since now. */
    Guards is(String zone, Verdict verdict) {
        Optional<Instant> since = verdict == Verdict.HEALTHY ? Optional.of(now) : Optional.empty();
        return judged(zone, zoneVerdict(zone, verdict, since, false));
    }

    /** Still Unhealthy, but all evidence is good again. */
    Guards recovers(String zone) {
        return judged(
                zone,
                new ZoneVerdict(zone, Verdict.UNHEALTHY, NOON, Optional.empty(), Map.of(), List.of(), false, false));
    }

    /** Still Unhealthy, and of all evidence these signals alone are bad. */
    Guards failsBy(String zone, Signal... signals) {
        Map<Signal, Level> levels = new TreeMap<>();
        List.of(signals).forEach(signal -> levels.put(signal, Level.BAD));
        return judged(
                zone,
                new ZoneVerdict(zone, Verdict.UNHEALTHY, NOON, Optional.empty(), levels, List.of(), false, false));
    }

    /** All of its nodes are deleted now; the judge goes on to say what it said. */
    Guards empty(String zone) {
        return judged(zone, zones.get(zone).zoneVerdict().emptySince(Optional.of(now)));
    }

    /** No service runs or asks for pods there. */
    Guards abandoned(String zone) {
        return put(zones.get(zone).withAbandoned(true));
    }

    Guards failsAsOthersDo(String zone) {
        return judged(zone, zoneVerdict(zone, Verdict.SUSPECT, Optional.empty(), true));
    }

    private Guards judged(String zone, ZoneVerdict zoneVerdict) {
        ZoneSituation z = zones.get(zone);
        return put(new ZoneSituation(
                zoneVerdict,
                z.usable(),
                z.manual(),
                z.closure(),
                z.external(),
                z.returnRequested(),
                z.drill(),
                z.standing(),
                z.history(),
                z.abandoned()));
    }

    Guards manual(String zone, boolean force, Instant until) {
        return order(zone, Optional.of(new ManualCordon("works", Optional.ofNullable(until), false, force)));
    }

    Guards manual(String zone) {
        return manual(zone, false, null);
    }

    Guards noManual(String zone) {
        return order(zone, Optional.empty());
    }

    private Guards order(String zone, Optional<ManualCordon> manual) {
        ZoneSituation z = zones.get(zone);
        return put(new ZoneSituation(
                z.zoneVerdict(),
                z.usable(),
                manual,
                z.closure(),
                z.external(),
                z.returnRequested(),
                z.drill(),
                z.standing(),
                z.history(),
                z.abandoned()));
    }

    Guards closes(String zone, Instant at, Duration leadTime) {
        ZoneSituation z = zones.get(zone);
        return put(new ZoneSituation(
                z.zoneVerdict(),
                z.usable(),
                z.manual(),
                Optional.of(new Closure(at, leadTime)),
                z.external(),
                z.returnRequested(),
                z.drill(),
                z.standing(),
                z.history(),
                z.abandoned()));
    }

    Guards external(String zone, boolean external) {
        ZoneSituation z = zones.get(zone);
        return put(new ZoneSituation(
                z.zoneVerdict(),
                !external,
                z.manual(),
                z.closure(),
                external,
                z.returnRequested(),
                z.drill(),
                z.standing(),
                z.history(),
                z.abandoned()));
    }

    Guards returnRequested(String zone, boolean requested) {
        ZoneSituation z = zones.get(zone);
        return put(new ZoneSituation(
                z.zoneVerdict(),
                z.usable(),
                z.manual(),
                z.closure(),
                z.external(),
                requested,
                z.drill(),
                z.standing(),
                z.history(),
                z.abandoned()));
    }

    Guards later(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** Plans, and lets what is decided stand. */
    Guards plan() {
        plan = CordonPlanner.plan(zones.values(), policy, now);
        plan.decisions().values().forEach(decision -> {
            ZoneSituation z = zones.get(decision.zone());
            put(new ZoneSituation(
                    z.zoneVerdict(),
                    z.usable(),
                    z.manual(),
                    z.closure(),
                    z.external(),
                    z.returnRequested(),
                    z.drill(),
                    decision.cordon(),
                    decision.history(),
                    z.abandoned()));
        });
        return this;
    }

    CordonPlan planned() {
        return plan;
    }

    Optional<Instant> nextChange() {
        return plan.nextChange();
    }

    ZoneDecision of(String zone) {
        return plan.decisions().get(zone);
    }

    /**
     * What is cordoned by whom and what is refused, as in {@code "a:Automatic b!Ambiguous"}; zones without either are
     * left out.
     */
    String text() {
        List<String> words = new ArrayList<>();
        plan.decisions().forEach((zone, decision) -> {
            String cordon = decision.cordon()
                    .map(Cordon::cause)
                    .map(Cause::word)
                    .map(":"::concat)
                    .orElse("");
            String refusal = decision.refusal()
                    .map(why -> why.reason().word())
                    .map("!"::concat)
                    .orElse("");
            if (!cordon.isEmpty() || !refusal.isEmpty()) {
                words.add(zone + cordon + refusal);
            }
        });
        return String.join(" ", words);
    }
}
