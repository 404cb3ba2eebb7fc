package io.zonekeeper.controllers.zonedservice.planning;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.pacing.UnschedulablePods;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.controllers.zonedservice.pods.SuspendedStacks;
import io.zonekeeper.core.cordon.StackDecider;
import io.zonekeeper.core.cordon.StackDecisions;
import io.zonekeeper.core.disruption.BudgetPlan;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.nodes.NodeFits;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.rollout.RolloutPlan;
import io.zonekeeper.core.rollout.RolloutPlanner;
import io.zonekeeper.core.rollout.UnprovenTemplates;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.EvacuationRequest;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Plans a service with everything that is not its own: what was decided of the zones, what its probes show, what nodes
 * there are, and how far it may act on its own.
 *
 * <ol>
 *   <li>What each stack is ordered to do: to stay, to leave, to return.
 *   <li>How its template goes through the zones.
 *   <li>How many pods run in each zone: replacements only as far as they were granted.
 * </ol>
 */
public final class ServicePlanning {
    private ServicePlanning() {}

    /** Plans a service, but for its budgets, and without any replacement that has to be paced. */
    public static Planned plan(Resolved resolved) {
        ZonedService service = resolved.service();
        ZoneState zones = resolved.zones();
        List<StackFact> running = resolved.stacks().facts();
        PodTemplate wanted = resolved.stacks().wanted();
        Map<String, PodTemplate> given = resolved.stacks().given();
        Collection<? extends HasMetadata> objects = resolved.stacks().objects();
        Map<String, StackMemory> memory = resolved.stacks().memory();
        Instant now = resolved.at();
        String key = ServiceFacts.key(service);
        Set<String> onTrial = onTrial(service, running, wanted, given);
        EvacuationRequest request = EvacuationRequest.of(service, zones.catalog());
        StackDecisions decided = StackDecider.decide(
                key,
                EvacuationFacts.subjects(
                        service,
                        zones.catalog(),
                        request.zones(),
                        resolved.health().probes()),
                zones.decisions(),
                resolved.health().judged(),
                resolved.health().cordons(),
                resolved.health().evacuationsLeft(),
                onTrial);
        Map<String, ZoneFit> fits = resolved.nodes().fits();
        Map<String, StackDecision> decisions = NodeFits.orders(decided.byZone(), fits);
        Map<String, String> suspended = SuspendedStacks.among(objects);
        PodFindings pods = resolved.pods();
        RolloutPlan rollout = RolloutPlanner.plan(
                key,
                wanted.revision(),
                RolloutFacts.settings(service),
                RolloutFacts.zones(
                        key,
                        zones,
                        running,
                        given,
                        decisions,
                        memory,
                        resolved.health().judged(),
                        pods.rollout().explained(service, wanted, given),
                        RolloutFacts.inPlace(service, objects),
                        suspended,
                        RolloutFacts.memory(service)),
                RolloutFacts.memory(service),
                now);
        List<StackFact> against = located(resolved.nodes().elsewhere(), against(rollout, running, given));
        ServiceObservation observation = ServiceFacts.observe(
                service,
                zones.catalog(),
                withComplaints(against, suspended, PodProblems.of(resolved, against)),
                decisions,
                memory,
                fits);
        ServicePlan plan = ServicePlanner.plan(observation, now);
        return new Planned(
                observation,
                plan.alsoHeldBack(decided.refusals()).alsoHeldBack(request.refusals()),
                decided,
                rollout,
                templates(rollout, wanted, given),
                onTrial,
                blocked(running, pods.homeless()),
                Optional.empty(),
                BudgetPlan.none(),
                now);
    }

    /** Zones in which a failure may be the template's. */
    private static Set<String> onTrial(
            ZonedService service, List<StackFact> running, PodTemplate wanted, Map<String, PodTemplate> given) {
        Map<String, String> revisions = new HashMap<>();
        running.stream()
                .filter(stack -> stack.desired() > 0 && given.containsKey(stack.zone()))
                .forEach(stack ->
                        revisions.put(stack.zone(), given.get(stack.zone()).revision()));
        return UnprovenTemplates.of(revisions, wanted.revision(), RolloutFacts.memory(service));
    }

    private static List<StackFact> located(Map<String, SortedMap<String, Integer>> elsewhere, List<StackFact> running) {
        return running.stream()
                .map(stack ->
                        elsewhere.containsKey(stack.zone()) ? stack.withElsewhere(elsewhere.get(stack.zone())) : stack)
                .toList();
    }

    /** A stack that is to be given another template now is not whole yet, whatever runs. */
    private static List<StackFact> against(
            RolloutPlan rollout, List<StackFact> running, Map<String, PodTemplate> told) {
        return running.stream()
                .map(stack -> {
                    String next = rollout.templates().get(stack.zone());
                    boolean same = next == null
                            || told.isEmpty()
                            || rollout.onlyAttempts(stack.zone())
                            || (told.containsKey(stack.zone())
                                    && told.get(stack.zone()).revision().equals(next));
                    return same ? stack : stack.outdated();
                })
                .toList();
    }

    private static Map<String, PodTemplate> templates(
            RolloutPlan rollout, PodTemplate wanted, Map<String, PodTemplate> told) {
        Map<String, PodTemplate> known = new HashMap<>();
        told.values().forEach(template -> known.put(template.revision(), template));
        known.put(wanted.revision(), wanted);
        Map<String, PodTemplate> templates = new HashMap<>();
        rollout.templates().forEach((zone, revision) -> templates.put(zone, known.get(revision)));
        return templates;
    }

    /** What keeps pods from starting goes before that those which run are not replaced. */
    private static List<StackFact> withComplaints(
            List<StackFact> running, Map<String, String> suspended, Map<String, String> complaints) {
        return running.stream()
                .map(stack -> Optional.ofNullable(complaints.get(stack.zone()))
                        .or(() -> Optional.ofNullable(suspended.get(stack.zone()))
                                .filter(sentence -> stack.trouble().isEmpty()))
                        .map(stack::withTrouble)
                        .orElse(stack))
                .toList();
    }

    /** Pods that cannot start as things are: without a node, or, where their controller complains, not even created. */
    private static Map<String, Integer> blocked(
            List<StackFact> running, Map<String, UnschedulablePods.Unschedulable> homeless) {
        Map<String, Integer> blocked = new HashMap<>();
        homeless.forEach((zone, pods) -> blocked.merge(zone, pods.pods(), Integer::sum));
        running.stream()
                .filter(stack -> stack.trouble().isPresent())
                .forEach(stack ->
                        blocked.merge(stack.zone(), Math.max(0, stack.desired() - stack.pods()), Integer::sum));
        return blocked;
    }
}
