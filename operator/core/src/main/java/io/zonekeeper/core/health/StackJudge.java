package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reports about single services in single zones whether they fail there.
 *
 * <ol>
 *   <li>A stack is bad now when at least {@code minTargets} of its pods, on as many nodes, and {@code targetsShare} of
 *       them fail, as two other zones see it ({@link ProbeMatrix}).
 *   <li>It fails when that is so in {@code badWindows} of the last {@code windows} looks, and does no more when it was
 *       so in none of them.
 *   <li>It is its own failure when {@code ownShare} of all failures of the service lie there: a service that fails
 *       everywhere is a bad release or a lost database, and leaving a zone helps against neither.
 *   <li>A stack that is not listed any more has nothing to tell. Where two other zones report, they see nothing wrong
 *       with it: it is forgotten as soon as none of its last looks was bad. Where they do not, it is forgotten after a
 *       while.
 * </ol>
 *
 * <p>Services that fail in a zone of their own, several of them and at least half of those checked, count against the
 * zone ({@link #services}).
 */
public final class StackJudge {
    /** As long as a pause of the API server may be without the time of trust beginning again. */
    private static final Duration FORGET_AFTER = Judge.BLINK;

    private final Sensitivity sensitivity;

    /** Creates a judge. */
    public StackJudge(Sensitivity sensitivity) {
        this.sensitivity = sensitivity;
    }

    /** Returns the same where it is not known who reports: then that a stack is not listed means nothing. */
    public Map<ProbeMatrix.Stack, StackVerdict> judge(
            Map<ProbeMatrix.Stack, ProbeMatrix.StackView> views,
            Map<ProbeMatrix.Stack, StackVerdict> before,
            Instant now) {
        return judge(views, Set.of(), before, now);
    }

    /**
     * Returns what the probes say of each stack that is listed, or was a moment ago.
     *
     * @param views the stacks that are listed, as two other zones see them
     * @param reporting zones of which observers report
     * @param before what was returned last
     */
    public Map<ProbeMatrix.Stack, StackVerdict> judge(
            Map<ProbeMatrix.Stack, ProbeMatrix.StackView> views,
            Set<String> reporting,
            Map<ProbeMatrix.Stack, StackVerdict> before,
            Instant now) {
        Map<String, Integer> failuresOfService = new HashMap<>();
        views.forEach((stack, view) -> failuresOfService.merge(stack.service(), view.failures(), Integer::sum));
        Map<ProbeMatrix.Stack, StackVerdict> verdicts = new HashMap<>();
        views.forEach((stack, view) -> {
            boolean own = view.failures() > 0
                    && view.failures() >= sensitivity.ownShare() * failuresOfService.get(stack.service());
            verdicts.put(stack, look(view, own, Optional.ofNullable(before.get(stack)), now));
        });
        before.forEach((stack, stackVerdict) -> {
            if (!views.containsKey(stack) && now.isBefore(stackVerdict.seen().plus(FORGET_AFTER))) {
                boolean looked = reporting.stream()
                                .filter(zone -> !zone.equals(stack.zone()))
                                .count()
                        >= 2;
                unlisted(stackVerdict, looked, now).ifPresent(known -> verdicts.put(stack, known));
            }
        });
        return verdicts;
    }

    /** What is left of a stack that is not listed: that it is well is not said of it, so it never becomes trusted. */
    private Optional<StackVerdict> unlisted(StackVerdict before, boolean looked, Instant now) {
        boolean due = !now.isBefore(before.lastWindow().plus(sensitivity.window()));
        if (!looked || !due || before.ring().clean()) {
            return Optional.of(before);
        }
        Ring ring = before.ring().push(Level.GOOD, sensitivity.windows());
        return ring.clean()
                ? Optional.empty()
                : Optional.of(new StackVerdict(
                        before.failing(),
                        before.own(),
                        before.dark(),
                        before.view(),
                        before.healthySince(),
                        before.seen(),
                        now,
                        ring));
    }

    private StackVerdict look(ProbeMatrix.StackView view, boolean own, Optional<StackVerdict> before, Instant now) {
        boolean bad = view.failures() >= sensitivity.minTargets()
                && view.failingNodes() >= Math.min(sensitivity.minTargets(), view.failures())
                && view.failures() >= sensitivity.targetsShare() * view.samples();
        boolean due = before.map(known -> !now.isBefore(known.lastWindow().plus(sensitivity.window())))
                .orElse(true);
        Ring ring = before.map(StackVerdict::ring).orElse(Ring.EMPTY);
        if (due) {
            ring = ring.push(bad ? Level.BAD : Level.GOOD, sensitivity.windows());
        }
        boolean failed = before.map(StackVerdict::failing).orElse(false);
        boolean failing = ring.bad() >= sensitivity.badWindows() || (failed && !ring.clean());
        // Of a single pod left as the evidence for failback, one failure is all there can be.
        boolean mostFail = view.failures() > 0 && view.failures() >= sensitivity.targetsShare() * view.samples();
        Optional<Instant> healthySince = mostFail || failing
                ? Optional.empty()
                : Optional.of(before.flatMap(StackVerdict::healthySince).orElse(now));
        boolean dark = failing && view.failures() >= sensitivity.silentShare() * view.samples();
        Instant lastWindow = due ? now : before.map(StackVerdict::lastWindow).orElse(now);
        return new StackVerdict(failing, own, dark, view, healthySince, now, lastWindow, ring);
    }

    /**
     * Returns, for each zone, how many services are probed there and how many of them fail there alone.
     *
     * @param probed by zone, how many services with health checks run there
     * @param verdicts what the probes say of stacks
     * @param notEvidence stacks that are being rolled out: a bad release fails first where it comes first
     */
    public static List<Observation> services(
            Map<String, Integer> probed,
            Map<ProbeMatrix.Stack, StackVerdict> verdicts,
            Set<ProbeMatrix.Stack> notEvidence) {
        Map<String, Integer> failing = new TreeMap<>();
        verdicts.forEach((stack, stackVerdict) -> {
            if (stackVerdict.toLeave() && !notEvidence.contains(stack)) {
                failing.merge(stack.zone(), 1, Integer::sum);
            }
        });
        List<Observation> observations = new ArrayList<>();
        probed.forEach((zone, services) -> {
            int bad = failing.getOrDefault(zone, 0);
            observations.add(new Observation(zone, Signal.SERVICES, Math.max(services, bad), bad, Duration.ZERO));
        });
        return observations;
    }
}
