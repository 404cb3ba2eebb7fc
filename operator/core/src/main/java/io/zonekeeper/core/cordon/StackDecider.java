package io.zonekeeper.core.cordon;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Decides of one service which of its zones it may serve in.
 *
 * <ol>
 *   <li>A cordoned zone is to be left, and so is one that a user wants this service to leave.
 *   <li>A zone in which the service fails on its own ({@link io.zonekeeper.core.health.StackJudge}) is to be left too,
 *       though it is good for others: within {@code maxCordonedZones} for this service, zones that were removed for
 *       good left out, within {@code serviceEvacuationsPerHour}, and only in mode Automatic. One that was left stays so
 *       while it fails.
 *   <li>A zone whose template is on trial ({@link io.zonekeeper.core.rollout.UnprovenTemplates}) is not left for it:
 *       that halts the rollout.
 *   <li>Every other zone may be used; whether its pods are known not to answer goes with that, so that no zone is left
 *       for pods that only their status calls ready. Since when it can be trusted is the later one of what the zone and
 *       what the probes of its stack say. A stack that left because it failed itself needs probes that say so: that no
 *       observer reports on it does not bring it back, unless a user asks for it or the service has no health checks
 *       any more.
 * </ol>
 */
public final class StackDecider {
    private StackDecider() {}

    /**
     * A stack as it stands.
     *
     * @param zone the zone's name
     * @param away whether it was left
     * @param leftForService whether it was left because the service failed there on its own
     * @param failbackRequested whether a user asked for its return
     * @param unwanted whether a user wants this service to leave the zone
     * @param probed whether there are health checks of the service that could report on it
     */
    public record Subject(
            String zone,
            boolean away,
            boolean leftForService,
            boolean failbackRequested,
            boolean unwanted,
            boolean probed) {
        /** A stack of a service with health checks. */
        public Subject(String zone, boolean away, boolean leftForService, boolean failbackRequested, boolean unwanted) {
            this(zone, away, leftForService, failbackRequested, unwanted, true);
        }
    }

    /**
     * Returns what was decided of a service.
     *
     * @param service its namespace and name
     * @param stacks its stacks
     * @param zones what was decided of the zones, by name
     * @param verdicts what the probes say
     * @param policy how far automatic action goes
     * @param budget how many more evacuations of single services there may be now
     * @param onTrial zones in which a failure may be the template's
     */
    public static StackDecisions decide(
            String service,
            List<Subject> stacks,
            Map<String, ZoneDecision> zones,
            Map<ProbeMatrix.Stack, StackVerdict> verdicts,
            CordonPolicy policy,
            int budget,
            Set<String> onTrial) {
        Map<String, StackDecision> decisions = new TreeMap<>();
        List<Refusal> refusals = new ArrayList<>();
        Set<String> failing = new HashSet<>();
        Set<String> unwanted = new HashSet<>();
        int leaving = 0;
        for (Subject stack : stacks) {
            Optional<Cordon> cordon =
                    Optional.ofNullable(zones.get(stack.zone())).flatMap(ZoneDecision::cordon);
            if (cordon.isPresent()) {
                decisions.put(stack.zone(), leave(cordon.get(), zones.get(stack.zone())));
            } else if (stack.unwanted()) {
                unwanted.add(stack.zone());
                decisions.put(stack.zone(), unwanted(stack.zone(), zones));
            }
            leaving += (decisions.containsKey(stack.zone()) || stack.away()) && !removed(stack, zones) ? 1 : 0;
        }
        for (Subject stack : stacks) {
            StackVerdict stackVerdict = verdicts.get(new ProbeMatrix.Stack(service, stack.zone()));
            if (decisions.containsKey(stack.zone())) {
                continue;
            }
            Optional<ZoneDecision> zone = Optional.ofNullable(zones.get(stack.zone()));
            boolean dark = zone.filter(known -> known.zoneVerdict().dark()).isPresent();
            if (stackVerdict == null || !stackVerdict.toLeave()) {
                decisions.put(
                        stack.zone(),
                        stay(stack, zone, stackVerdict, policy.mode()).dark(dark));
                continue;
            }
            if (!stack.away() && onTrial.contains(stack.zone())) {
                decisions.put(stack.zone(), new StackDecision.Stay(Optional.empty()).dark(dark));
                continue;
            }
            Optional<Refusal> objection =
                    stack.away() ? Optional.empty() : objection(stack.zone(), stackVerdict, policy, leaving, budget);
            if (objection.isPresent()) {
                refusals.add(objection.get());
                decisions.put(stack.zone(), new StackDecision.Stay(Optional.empty()).dark(dark));
            } else {
                failing.add(stack.zone());
                leaving += stack.away() ? 0 : 1;
                decisions.put(
                        stack.zone(),
                        new StackDecision.Leave(
                                Cause.AUTOMATIC, stackVerdict.sentence(), stackVerdict.dark(), Optional.empty()));
            }
        }
        return new StackDecisions(decisions, refusals, failing, unwanted);
    }

    private static boolean removed(Subject stack, Map<String, ZoneDecision> zones) {
        return Optional.ofNullable(zones.get(stack.zone()))
                .map(ZoneDecision::removed)
                .orElse(false);
    }

    private static StackDecision leave(Cordon cordon, ZoneDecision zone) {
        return new StackDecision.Leave(
                cordon.cause(), cordon.reason(), zone.zoneVerdict().dark(), cordon.deadline());
    }

    private static StackDecision unwanted(String zone, Map<String, ZoneDecision> zones) {
        boolean dark = Optional.ofNullable(zones.get(zone))
                .map(decision -> decision.zoneVerdict().dark())
                .orElse(false);
        return new StackDecision.Leave(
                Cause.MANUAL, "the service is annotated zonekeeper.io/evacuate", dark, Optional.empty());
    }

    private static StackDecision.Stay stay(
            Subject stack, Optional<ZoneDecision> zone, StackVerdict stackVerdict, Mode mode) {
        // Only its health checks, or a user, can clear a stack that they condemned; without any, they never will.
        boolean needsProof = stack.leftForService() && stack.probed() && !stack.failbackRequested();
        if (mode == Mode.DISABLED) {
            // Nothing is judged: a zone that nobody keeps cordoned is a user's word, a failing service is not.
            return needsProof
                    ? StackDecision.Stay.untrusted("spec.mode of the policy is Disabled; " + onRequest(stack))
                    : new StackDecision.Stay(Optional.of(Instant.EPOCH));
        }
        Optional<Instant> zoneSince =
                zone.flatMap(decision -> decision.zoneVerdict().healthySince());
        if (zoneSince.isEmpty()) {
            return StackDecision.Stay.untrusted("the zone is not known to be healthy");
        }
        if (stackVerdict != null && stackVerdict.healthySince().isEmpty()) {
            return StackDecision.Stay.untrusted("its health checks fail there");
        }
        if (needsProof && mode != Mode.AUTOMATIC) {
            return StackDecision.Stay.untrusted("spec.mode of the policy is not Automatic; " + onRequest(stack));
        }
        if (needsProof && stackVerdict == null) {
            return StackDecision.Stay.untrusted("no observer reports on its health checks there; " + onRequest(stack));
        }
        return new StackDecision.Stay(stackVerdict == null ? zoneSince : later(zoneSince, stackVerdict.healthySince()));
    }

    private static String onRequest(Subject stack) {
        return "the annotation zonekeeper.io/failback: %s fails it back now".formatted(stack.zone());
    }

    private static Optional<Instant> later(Optional<Instant> a, Optional<Instant> b) {
        return Stream.of(a, b).flatMap(Optional::stream).max(Comparator.naturalOrder());
    }

    private static Optional<Refusal> objection(
            String zone, StackVerdict stackVerdict, CordonPolicy policy, int leaving, int budget) {
        String fails = "%s: %s".formatted(zone, stackVerdict.sentence());
        if (policy.mode() != Mode.AUTOMATIC) {
            return Optional.of(new Refusal(
                    ServiceReason.ADVISED,
                    fails + "; nothing is done because spec.mode of the policy is not Automatic"));
        }
        if (leaving >= policy.maxCordonedZones()) {
            return Optional.of(new Refusal(
                    ServiceReason.MAX_CORDONED_ZONES,
                    "%s; nothing is done because it is already evacuated from %d zones and limits.maxCordonedZones is %d"
                            .formatted(fails, leaving, policy.maxCordonedZones())));
        }
        if (budget <= 0) {
            return Optional.of(new Refusal(
                    ServiceReason.SERVICE_EVACUATIONS_PER_HOUR,
                    fails + "; nothing is done because limits.serviceEvacuationsPerHour is reached: so many"
                            + " single services failing suggest a common cause; check it, or raise the limit"));
        }
        return Optional.empty();
    }
}
