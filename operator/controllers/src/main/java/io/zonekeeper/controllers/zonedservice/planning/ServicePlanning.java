package io.zonekeeper.controllers.zonedservice.planning;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.pacing.EvacuationBudget;
import io.zonekeeper.controllers.pacing.PriorityClasses;
import io.zonekeeper.controllers.pacing.SurgePacer;
import io.zonekeeper.controllers.pacing.UnschedulablePods;
import io.zonekeeper.controllers.policies.PolicySettings;
import io.zonekeeper.controllers.signals.Verdicts;
import io.zonekeeper.controllers.zonedservice.pods.PodPlaces;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.controllers.zonedservice.pods.ServicePods;
import io.zonekeeper.controllers.zonedservice.pods.SuspendedStacks;
import io.zonekeeper.controllers.zonedservice.pods.ZoneFits;
import io.zonekeeper.controllers.zones.ZoneState;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.disruption.BudgetPlan;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.health.StackDecider;
import io.zonekeeper.core.health.StackDecisions;
import io.zonekeeper.core.nodes.NodeFits;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutPlan;
import io.zonekeeper.core.rollout.RolloutPlanner;
import io.zonekeeper.core.rollout.Trial;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.EvacuationWish;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.ServiceFacts;
import io.zonekeeper.manifests.stacks.TemplateDemand;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Plans a service with everything that is not its own: what was decided of the zones, what its probes say, and the pace
 * of replacements that it shares with all others.
 */
public final class ServicePlanning {
    private final Supplier<Verdicts> verdicts;
    private final PolicySettings policy;
    private final EvacuationBudget budget;
    private final SurgePacer pacer;
    private final PriorityClasses priorities;
    private final PodTroubles troubles;
    private final ZoneFits fits;
    private final PodPlaces places;
    private final Clock clock;

    /** Creates a planner. */
    public ServicePlanning(
            Supplier<Verdicts> verdicts,
            PolicySettings policy,
            EvacuationBudget budget,
            SurgePacer pacer,
            PriorityClasses priorities,
            UnschedulablePods unschedulable,
            ServicePods pods,
            ZoneFits fits,
            PodPlaces places,
            Clock clock) {
        this.verdicts = verdicts;
        this.policy = policy;
        this.budget = budget;
        this.pacer = pacer;
        this.priorities = priorities;
        this.troubles = new PodTroubles(pods, unschedulable);
        this.fits = fits;
        this.places = places;
        this.clock = clock;
    }

    /** Has something done with the names of services for which nodes are not what they were. */
    public void onNodeChange(Consumer<Set<String>> listener, Supplier<Set<String>> existing) {
        fits.existing(existing);
        fits.onChange(listener);
        places.onChange(listener);
    }

    /**
     * What a service is to do.
     *
     * @param observation what was planned from
     * @param plan its plan
     * @param decision what it was told of its zones
     * @param rollout how its template goes through the zones
     * @param templates by zone, what its pods are made of
     * @param onTrial zones in which a failure may be the template's
     * @param blocked by zone, pods that are asked for and cannot start as things are
     * @param remaining whose traffic evacuated zones still get
     * @param budgets how many of its pods may be evicted where
     * @param at when it was planned
     */
    public record Planned(
            ServiceObservation observation,
            ServicePlan plan,
            StackDecisions decided,
            RolloutPlan rollout,
            Map<String, PodTemplate> templates,
            Set<String> onTrial,
            Map<String, Integer> blocked,
            Optional<Refusal> remaining,
            BudgetPlan budgets,
            Instant at) {
        public Planned with(BudgetPlan newBudgets) {
            return new Planned(
                    observation, plan, decided, rollout, templates, onTrial, blocked, remaining, newBudgets, at);
        }

        /** Returns this plan with whose traffic evacuated zones still get. */
        public Planned with(Optional<Refusal> traffic) {
            return new Planned(observation, plan, decided, rollout, templates, onTrial, blocked, traffic, budgets, at);
        }

        /** Returns this plan after the API server refused to give zones another template. */
        public Planned refused(Map<String, Refusal> refusals, Optional<RolloutMemory> before) {
            Optional<RolloutPlan> halted = refusals.entrySet().stream()
                    .min(Map.Entry.comparingByKey())
                    .map(refusal -> rollout.refused(refusal.getValue().message(), before, at));
            return halted.map(plan -> new Planned(
                            observation, this.plan, decided, plan, templates, onTrial, blocked, remaining, budgets, at))
                    .orElse(this);
        }

        private Planned granted(int pods) {
            ServiceObservation richer = observation.with(pods);
            ServicePlan surging = ServicePlanner.plan(richer, at).withHeldBack(plan.heldBack());
            return new Planned(richer, surging, decided, rollout, templates, onTrial, blocked, remaining, budgets, at);
        }
    }

    /**
     * What is planned from.
     *
     * @param service the custom resource
     * @param zones the zones and what was decided of them
     * @param running what runs
     * @param wanted the template that it has now
     * @param told by zone, the template that its stack was last given
     * @param stacks its Deployments or StatefulSets
     * @param memory what is written in its status of its stacks
     */
    public record Resolved(
            ZonedService service,
            ZoneState zones,
            List<StackFact> running,
            PodTemplate wanted,
            Map<String, PodTemplate> told,
            Collection<? extends HasMetadata> stacks,
            Map<String, StackMemory> memory) {
        /** Returns the same after the status was written. */
        public Resolved after(ZonedService written, Map<String, StackMemory> newMemory) {
            return new Resolved(written, zones, running, wanted, told, stacks, newMemory);
        }
    }

    /**
     * A plan made of caches alone.
     *
     * @param planned the plan
     * @param complete whether nothing was left unasked: then it is the plan
     */
    public record Draft(Planned planned, boolean complete) {}

    /** Plans without asking the API server anything: what traffic must not wait for. */
    public Draft draft(Resolved resolved) {
        PodTroubles.Questions questions = troubles.putOff();
        Planned planned = plan(resolved, questions);
        return new Draft(planned, questions.complete());
    }

    /** Plans a service, but for its budgets, and without any replacement that has to be paced. */
    public Planned plan(Resolved resolved) {
        return plan(resolved, troubles.live());
    }

    private Planned plan(Resolved resolved, PodTroubles.Questions questions) {
        ZonedService service = resolved.service();
        ZoneState zones = resolved.zones();
        List<StackFact> running = resolved.running();
        PodTemplate wanted = resolved.wanted();
        Map<String, PodTemplate> told = resolved.told();
        Collection<? extends HasMetadata> stacks = resolved.stacks();
        Map<String, StackMemory> memory = resolved.memory();
        Map<String, String> revisions = new HashMap<>();
        running.stream()
                .filter(stack -> stack.desired() > 0 && told.containsKey(stack.zone()))
                .forEach(stack ->
                        revisions.put(stack.zone(), told.get(stack.zone()).revision()));
        Set<String> onTrial = Trial.of(revisions, wanted.revision(), RolloutFacts.memory(service));
        Instant now = clock.instant();
        String key = ServiceFacts.key(service);
        EvacuationFacts.evacuatedAt(service).forEach((zone, at) -> budget.note(key, zone, at));
        EvacuationWish wish = EvacuationWish.of(service, zones.catalog());
        StackDecisions decided = StackDecider.decide(
                key,
                EvacuationFacts.subjects(
                        service, zones.catalog(), wish.zones(), policy.signals().probes()),
                zones.decisions(),
                verdicts.get().stacks(),
                policy.cordons(),
                budget.left(key),
                onTrial);
        Map<String, ZoneFit> nodes = nodes(key, wanted, told);
        Map<String, StackDecision> decisions = NodeFits.orders(decided.byZone(), nodes);
        Map<String, String> suspended = SuspendedStacks.among(stacks);
        RolloutPlan rollout = RolloutPlanner.plan(
                key,
                wanted.revision(),
                RolloutFacts.settings(service),
                RolloutFacts.zones(
                        key,
                        zones,
                        running,
                        told,
                        decisions,
                        memory,
                        verdicts.get().stacks(),
                        questions.rollout(service, stacks, now).explained(service, wanted, told),
                        RolloutFacts.inPlace(service, stacks),
                        suspended,
                        RolloutFacts.memory(service)),
                RolloutFacts.memory(service),
                now);
        List<StackFact> against = located(key, against(rollout, running, told));
        Map<String, UnschedulablePods.Unschedulable> homeless = questions.homeless(service, against, memory);
        ServiceObservation observation = ServiceFacts.observe(
                service,
                zones.catalog(),
                withComplaints(against, suspended, questions.complaints(resolved, against, homeless, now)),
                decisions,
                memory,
                nodes);
        ServicePlan plan = ServicePlanner.plan(observation, now);
        return new Planned(
                observation,
                plan.alsoHeldBack(decided.refusals()).alsoHeldBack(wish.refusals()),
                decided,
                rollout,
                templates(rollout, wanted, told),
                onTrial,
                blocked(running, homeless),
                Optional.empty(),
                BudgetPlan.none(),
                now);
    }

    /**
     * Reserves the evacuations that a plan begins because the service fails by itself, before anything is written.
     *
     * @param memory what is written in the status of its stacks
     * @return whether there were enough left for this hour; if not, others took them meanwhile and it has to be planned
     *     again
     */
    public boolean reserve(ZonedService service, Planned planned, Map<String, StackMemory> memory) {
        Set<String> begins = planned.plan().away().stream()
                .map(stack -> stack.zone().name())
                .filter(planned.decided().failing()::contains)
                .filter(zone -> Optional.ofNullable(memory.get(zone))
                        .filter(stack -> stack.state().evacuated())
                        .isEmpty())
                .collect(Collectors.toSet());
        return budget.reserve(ServiceFacts.key(service), begins);
    }

    /** Notes that a service starts pods: how far they delay the replacements of others depends on their priority. */
    public void starts(ZonedService service) {
        pacer.starts(ServiceFacts.key(service), priority(service));
    }

    /**
     * Adds the replacements that are this service's turn. Whatever is granted is taken from what all services share:
     * only for a plan whose pods are made next.
     */
    public Planned paced(ZonedService service, Planned planned) {
        int wanted = planned.plan().surgeWanted();
        int granted = wanted > 0 ? pacer.grant(ServiceFacts.key(service), priority(service), wanted) : 0;
        return granted > 0 ? planned.granted(granted) : planned;
    }

    /** How nodes suit the pods, but for what only a change of the template excludes. */
    private Map<String, ZoneFit> nodes(String key, PodTemplate wanted, Map<String, PodTemplate> told) {
        Map<String, ZoneFit> found = fits.of(key, TemplateDemand.of(wanted.tree()));
        Map<String, ZoneFit> running = new HashMap<>();
        // A zone in step runs pods of the template before still, which is that of the zones not yet reached.
        told.forEach((zone, own) -> Stream.concat(Stream.of(own), told.values().stream())
                .filter(template -> !template.revision().equals(wanted.revision()))
                .map(template -> fits.of(TemplateDemand.of(template.tree())).get(zone))
                .filter(fit -> fit != null && fit.misfit().isEmpty())
                .findFirst()
                .ifPresent(fit -> running.put(zone, fit)));
        return NodeFits.keeping(found, running);
    }

    private List<StackFact> located(String key, List<StackFact> running) {
        Map<String, SortedMap<String, Integer>> elsewhere = places.of(key);
        return running.stream()
                .map(stack ->
                        elsewhere.containsKey(stack.zone()) ? stack.withElsewhere(elsewhere.get(stack.zone())) : stack)
                .toList();
    }

    /** Returns when a service is to be planned again because pods are missing; empty while none is. */
    public Optional<Instant> nextAsk(ZonedService service) {
        return troubles.nextAsk(ServiceFacts.key(service));
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

    private int priority(ZonedService service) {
        return priorities.of(Optional.ofNullable(service.getSpec().template())
                .map(template -> template.path("spec").path("priorityClassName").asText(null))
                .orElse(null));
    }
}
