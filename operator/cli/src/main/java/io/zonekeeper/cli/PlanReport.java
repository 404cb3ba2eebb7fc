package io.zonekeeper.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.service.PlannedActions;
import io.zonekeeper.core.service.Rehearsal;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.manifests.stacks.ServicePreview;

/**
 * What a service would do.
 *
 * @param service namespace and name
 * @param replicas pods that must serve
 * @param zones what it runs in each zone once it is spread
 * @param steps how it gets there
 * @param balanced the condition about the spread
 * @param zoneRedundant whether zones may be lost
 * @param losses what the loss of each zone, or of the one asked for, would do
 * @param notes zones that it has left, with why; what that costs is no problem of the plan
 * @param problems what does not fit or contradicts itself; empty when all is well
 */
record PlanReport(
        String service,
        int replicas,
        List<Child> zones,
        List<Step> steps,
        ConditionFact balanced,
        ConditionFact zoneRedundant,
        List<Loss> losses,
        List<String> notes,
        List<String> problems) {

    /** Returns this report with more problems, which come first. */
    PlanReport withProblems(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(problems);
        return new PlanReport(
                service, replicas, zones, steps, balanced, zoneRedundant, losses, notes, List.copyOf(all));
    }

    /**
     * What runs in a zone.
     *
     * @param zone its name
     * @param child the Deployment or StatefulSet
     * @param before pods asked for now
     * @param after pods asked for in the end
     * @param ready those of them that are ready then
     */
    record Child(String zone, String child, int before, int after, int ready) {}

    /**
     * Writes that happen together.
     *
     * @param actions in words
     */
    record Step(List<String> actions) {}

    /**
     * The loss of a zone.
     *
     * @param zone its name
     * @param servingAtOnce pods that serve at the moment of the loss
     * @param percentAtOnce the same, of {@code replicas}
     * @param steps what is done
     * @param selector labels by which the service over all zones finds its pods in the end
     * @param servingInTheEnd pods that serve then
     * @param survives whether these are all of {@code replicas}
     * @param heldBack why not
     */
    record Loss(
            String zone,
            int servingAtOnce,
            int percentAtOnce,
            List<Step> steps,
            Map<String, String> selector,
            int servingInTheEnd,
            boolean survives,
            List<Refusal> heldBack) {}

    /**
     * Plays a service through: its way to be spread, then from there the loss of zones.
     *
     * @param start what is there
     * @param room by zone, how many more pods find a node
     * @param zones names of the zones to lose, one at a time
     * @param mustSurvive whether a loss that is not survived is a problem
     */
    static PlanReport of(
            ServiceObservation start, Map<String, Integer> room, List<String> zones, boolean mustSurvive, Instant now) {
        Rehearsal.Course normal = Rehearsal.play(start, room, Set.of(), now);
        ServicePlan plan = normal.last();
        List<Loss> losses =
                zones.stream().map(zone -> loss(start, normal, zone, room, now)).toList();
        List<String> problems = new ArrayList<>();
        plan.refusals().forEach(refusal -> problems.add(refusal.message()));
        plan.heldBack().forEach(refusal -> problems.add(refusal.message()));
        List<String> notes = plan.away().stream()
                .map(stack ->
                        "%s is %s".formatted(stack.zone().name(), stack.reason().orElseThrow()))
                .toList();
        // While a zone is evacuated the spread is uneven and one zone is lost already: whether another loss is survived
        // is in the losses, not in these conditions.
        boolean noneEvacuated = notes.isEmpty();
        plan.stacks().stream()
                .filter(stack -> stack.fact().ready() < stack.target() && !stack.away())
                .forEach(stack -> problems.add("%s: %d of %d pods find a node"
                        .formatted(stack.zone().name(), stack.fact().ready(), stack.target())));
        if (noneEvacuated && !plan.balanced().holds() && problems.isEmpty()) {
            problems.add(plan.balanced().message());
        }
        if (noneEvacuated && !plan.zoneRedundant().holds() && start.demand().toleratedZoneFailures() > 0) {
            problems.add(plan.zoneRedundant().message());
        }
        if (mustSurvive) {
            losses.stream()
                    .filter(loss -> !loss.survives())
                    .forEach(loss -> problems.add("without %s %d of %d pods serve"
                            .formatted(
                                    loss.zone(),
                                    loss.servingInTheEnd(),
                                    start.demand().replicas())));
        }
        return new PlanReport(
                start.namespace() + "/" + start.name(),
                start.demand().replicas(),
                plan.stacks().stream()
                        .map(stack -> new Child(
                                stack.zone().name(),
                                ServicePreview.child(start.name(), stack.zone()),
                                start.stack(stack.zone().name()).desired(),
                                stack.replicas(),
                                stack.fact().ready()))
                        .toList(),
                normal.steps().stream()
                        .map(PlanReport::step)
                        .filter(step -> !step.actions().isEmpty())
                        .toList(),
                plan.balanced(),
                plan.zoneRedundant(),
                losses,
                notes,
                problems.stream().distinct().toList());
    }

    private static Loss loss(
            ServiceObservation start, Rehearsal.Course normal, String zone, Map<String, Integer> room, Instant now) {
        ServiceObservation dark = Rehearsal.lose(normal.end(), zone, "lost");
        // Pods started before the loss take their room.
        Map<String, Integer> left = new HashMap<>(room);
        left.replaceAll((name, more) -> Math.max(
                0,
                more
                        - Math.max(
                                0,
                                normal.end().stack(name).ready()
                                        - start.stack(name).ready())));
        Rehearsal.Course away = Rehearsal.play(dark, left, Set.of(zone), now);
        int replicas = start.demand().replicas();
        int atOnce = normal.last().stacks().stream()
                .filter(stack -> stack.inTraffic() && !stack.zone().name().equals(zone))
                .mapToInt(stack -> stack.fact().ready())
                .sum();
        return new Loss(
                zone,
                atOnce,
                replicas == 0 ? 100 : 100 * atOnce / replicas,
                away.steps().stream()
                        .map(PlanReport::step)
                        .filter(step -> !step.actions().isEmpty())
                        .toList(),
                ServicePreview.selector(start.name(), away.last()),
                away.serving(),
                away.serving() >= replicas,
                away.last().heldBack());
    }

    private static Step step(Rehearsal.Step step) {
        return new Step(PlannedActions.of(step.before(), step.plan()));
    }
}
