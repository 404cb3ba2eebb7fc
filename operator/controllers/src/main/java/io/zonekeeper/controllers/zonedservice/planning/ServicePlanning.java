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
import io.zonekeeper.controllers.zonedservice.pods.MissingPods;
import io.zonekeeper.controllers.zonedservice.pods.PodPlaces;
import io.zonekeeper.controllers.zonedservice.pods.PodReport;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.controllers.zonedservice.pods.ServicePods;
import io.zonekeeper.controllers.zonedservice.pods.SuspendedStacks;
import io.zonekeeper.controllers.zonedservice.pods.ZoneFits;
import io.zonekeeper.controllers.zones.ZoneState;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.disruption.BudgetPlan;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackOrder;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.health.StackOrders;
import io.zonekeeper.core.nodes.NodeFits;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutPlan;
import io.zonekeeper.core.rollout.RolloutPlanner;
import io.zonekeeper.core.rollout.RolloutSettings;
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
    private final UnschedulablePods unschedulable;
    private final ServicePods pods;
    private final MissingPods missing;
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
        this.unschedulable = unschedulable;
        this.pods = pods;
        this.missing = new MissingPods(pods);
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
            StackOrders.Decision decision,
            RolloutPlan rollout,
            Map<String, PodTemplate> templates,
            Set<String> onTrial,
            Map<String, Integer> blocked,
            Optional<Refusal> remaining,
            BudgetPlan budgets,
            Instant at) {
        public Planned with(BudgetPlan newBudgets) {
            return new Planned(
                    observation, plan, decision, rollout, templates, onTrial, blocked, remaining, newBudgets, at);
        }

        /** Returns this plan with whose traffic evacuated zones still get. */
        public Planned with(Optional<Refusal> traffic) {
            return new Planned(observation, plan, decision, rollout, templates, onTrial, blocked, traffic, budgets, at);
        }

        /** Returns this plan after the API server refused to give zones another template. */
        public Planned refused(Map<String, Refusal> refusals, Optional<RolloutMemory> before) {
            Optional<RolloutPlan> halted = refusals.entrySet().stream()
                    .min(Map.Entry.comparingByKey())
                    .map(refusal -> rollout.refused(refusal.getValue().message(), before, at));
            return halted.map(plan -> new Planned(
                            observation,
                            this.plan,
                            decision,
                            plan,
                            templates,
                            onTrial,
                            blocked,
                            remaining,
                            budgets,
                            at))
                    .orElse(this);
        }

        private Planned granted(int pods) {
            ServiceObservation richer = observation.with(pods);
            ServicePlan surging = ServicePlanner.plan(richer, at).withHeldBack(plan.heldBack());
            return new Planned(richer, surging, decision, rollout, templates, onTrial, blocked, remaining, budgets, at);
        }
    }

    /**
     * Plans a service, but for its budgets, and without any replacement that has to be paced.
     *
     * @param service the custom resource
     * @param zones the zones and what was decided of them
     * @param running what runs
     * @param wanted the template that it has now
     * @param told by zone, the template that its stack was last given
     * @param stacks its Deployments or StatefulSets
     * @param memory what is written in its status of its stacks
     */
    public Planned plan(
            ZonedService service,
            ZoneState zones,
            List<StackFact> running,
            PodTemplate wanted,
            Map<String, PodTemplate> told,
            Collection<? extends HasMetadata> stacks,
            Map<String, StackMemory> memory) {
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
        StackOrders.Decision decision = StackOrders.decide(
                key,
                EvacuationFacts.standings(
                        service, zones.catalog(), wish.zones(), policy.signals().probes()),
                zones.standings(),
                verdicts.get().stacks(),
                policy.cordons(),
                budget.left(key),
                onTrial);
        Map<String, ZoneFit> nodes = nodes(key, wanted, told);
        Map<String, StackOrder> orders = NodeFits.orders(decision.orders(), nodes);
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
                        orders,
                        memory,
                        verdicts.get().stacks(),
                        report(service, stacks, now).explained(service, wanted, told),
                        RolloutFacts.inPlace(service, stacks),
                        suspended,
                        RolloutFacts.memory(service)),
                RolloutFacts.memory(service),
                now);
        List<StackFact> against = located(key, against(rollout, running, told));
        Map<String, UnschedulablePods.Unschedulable> homeless = homeless(service, against, memory);
        ServiceObservation observation = ServiceFacts.observe(
                service,
                zones.catalog(),
                withComplaints(
                        against, suspended, complaints(service, against, homeless, memory, wanted, told, stacks, now)),
                orders,
                memory,
                nodes);
        ServicePlan plan = ServicePlanner.plan(observation, now);
        return new Planned(
                observation,
                plan.alsoHeldBack(decision.refusals()).alsoHeldBack(wish.refusals()),
                decision,
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
                .filter(planned.decision().failing()::contains)
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
        return missing.next(ServiceFacts.key(service));
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

    private PodReport report(ZonedService service, Collection<? extends HasMetadata> stacks, Instant now) {
        RolloutSettings settings = RolloutFacts.settings(service);
        return RolloutFacts.memory(service)
                .filter(memory -> memory.zone().isPresent())
                .filter(memory -> switch (memory.phase()) {
                    case UPDATING, RECOVERING, BAKING, HALTED -> true;
                    case WAITING, PAUSED, COMPLETE -> false;
                })
                .map(memory -> PodReport.ofRollout(
                        pods,
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName(),
                        stacks,
                        memory,
                        settings,
                        now))
                .orElse(PodReport.NONE);
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

    /** The scheduler is asked only while pods of a service that is being moved are missing. */
    private Map<String, UnschedulablePods.Unschedulable> homeless(
            ZonedService service, List<StackFact> running, Map<String, StackMemory> memory) {
        boolean lacking = running.stream().anyMatch(stack -> stack.ready() < stack.desired());
        // While someone else's cordon is made up for, no stack is being moved, but home is recorded.
        boolean surging = running.stream()
                .filter(stack -> stack.ready() < stack.desired())
                .map(stack -> memory.get(stack.zone()))
                .anyMatch(stack -> stack != null
                        && stack.state() == StackState.ACTIVE
                        && stack.home().isPresent());
        return (moving(memory) && lacking) || surging
                ? unschedulable.of(
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName())
                : Map.of();
    }

    private static boolean moving(Map<String, StackMemory> memory) {
        return memory.values().stream()
                .anyMatch(stack -> stack.state() == StackState.REPLACING || stack.state() == StackState.RETURNING);
    }

    /** By zone, why pods that are asked for are not ready: of a service that is not moved, once they are missed. */
    private Map<String, String> complaints(
            ZonedService service,
            List<StackFact> running,
            Map<String, UnschedulablePods.Unschedulable> homeless,
            Map<String, StackMemory> memory,
            PodTemplate wanted,
            Map<String, PodTemplate> told,
            Collection<? extends HasMetadata> stacks,
            Instant now) {
        Map<String, String> said = new HashMap<>();
        homeless.forEach((zone, pods) ->
                said.put(zone, PodReport.explained(service, told.getOrDefault(zone, wanted), pods.message())));
        if (!moving(memory) && homeless.isEmpty()) {
            PodReport report = missing.report(service, served(running, memory), stacks, now)
                    .explained(service, wanted, told);
            report.unplaced().forEach((zone, words) -> said.put(zone, words.message()));
            said.putAll(report.stuck());
        }
        running.stream().filter(stack -> stack.ready() >= stack.desired()).forEach(stack -> said.remove(stack.zone()));
        return said;
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

    /** Stacks in zones that were left miss pods because they were left. */
    private static List<StackFact> served(List<StackFact> running, Map<String, StackMemory> memory) {
        return running.stream()
                .filter(stack -> Optional.ofNullable(memory.get(stack.zone()))
                                .map(StackMemory::state)
                                .orElse(StackState.ACTIVE)
                        == StackState.ACTIVE)
                .toList();
    }

    private int priority(ZonedService service) {
        return priorities.of(Optional.ofNullable(service.getSpec().template())
                .map(template -> template.path("spec").path("priorityClassName").asText(null))
                .orElse(null));
    }
}
