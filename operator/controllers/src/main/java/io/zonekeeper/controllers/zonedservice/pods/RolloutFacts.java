package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import io.zonekeeper.api.v1alpha1.Rollout;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.RolloutStatus;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.rollout.Restarts;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.rollout.RolloutSettings;
import io.zonekeeper.core.rollout.RolloutZone;
import io.zonekeeper.core.rollout.RolloutZone.Place;
import io.zonekeeper.core.rollout.StackPods;
import io.zonekeeper.core.rollout.UnprovenTemplates;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;

/** Reads what a ZonedService reports about rollouts, what its status remembers, and how its zones stand. */
public final class RolloutFacts {
    private static final Duration DEFAULT_BAKE = Duration.ofSeconds(60);
    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);

    private RolloutFacts() {}

    public static RolloutSettings settings(ZonedService service) {
        Optional<Rollout> rollout = Optional.ofNullable(service.getSpec().rollout());
        return new RolloutSettings(
                rollout.map(Rollout::order).orElse(Rollout.Order.ZONE_BY_ZONE) == Rollout.Order.ZONE_BY_ZONE,
                rollout.map(Rollout::bake).map(DurationText::parse).orElse(DEFAULT_BAKE),
                rollout.map(Rollout::progressDeadline).map(DurationText::parse).orElse(DEFAULT_DEADLINE),
                rollout.map(Rollout::paused).orElse(false),
                rollout.map(Rollout::maxUnavailable).isEmpty());
    }

    public static Optional<RolloutMemory> memory(ZonedService service) {
        return Optional.ofNullable(service.getStatus())
                .map(ZonedServiceStatus::rollout)
                .filter(status -> status.revision() != null && status.since() != null)
                .flatMap(status -> RolloutPhase.of(status.phase()).map(phase -> memory(status, phase)));
    }

    private static RolloutMemory memory(RolloutStatus status, RolloutPhase phase) {
        Optional<String> zone = Optional.ofNullable(status.zone());
        Instant since = Instant.parse(status.since());
        // An older version did not write when the step began.
        Optional<Instant> begun =
                zone.map(step -> status.stepSince() == null ? since : Instant.parse(status.stepSince()));
        return new RolloutMemory(
                status.revision(),
                phase,
                zone,
                since,
                begun,
                Optional.ofNullable(status.replaced()),
                Optional.ofNullable(status.refused()));
    }

    /**
     * Returns by zone the template that its stack was last given.
     *
     * @param stored the template of a revision that was too long for an annotation
     */
    public static Map<String, PodTemplate> told(
            Collection<? extends HasMetadata> stacks,
            PodTemplate wanted,
            Function<String, Optional<PodTemplate>> stored) {
        Map<String, PodTemplate> told = new HashMap<>();
        for (HasMetadata stack : stacks) {
            ServiceFacts.zoneOf(stack)
                    .ifPresent(zone ->
                            PodTemplate.of(stack, wanted, stored).ifPresent(template -> told.put(zone, template)));
        }
        return told;
    }

    /**
     * Returns the service's zones as its rollout sees them: those of the catalog, and those with a stack.
     *
     * @param suspended by zone, why its workload replaces no pods, as {@link SuspendedStacks} found it
     */
    public static List<RolloutZone> zones(
            String service,
            ZoneState zones,
            List<StackFact> running,
            Map<String, PodTemplate> told,
            Map<String, StackDecision> decisions,
            Map<String, StackMemory> memory,
            Map<ProbeMatrix.Stack, StackVerdict> verdicts,
            PodReport pods,
            Set<String> inPlace,
            Map<String, String> suspended,
            Optional<RolloutMemory> rollout) {
        Set<String> names = new TreeSet<>();
        zones.catalog().zones().forEach(zone -> names.add(zone.name()));
        running.forEach(stack -> names.add(stack.zone()));
        Optional<String> halted =
                rollout.filter(known -> known.phase() == RolloutPhase.HALTED).flatMap(RolloutMemory::zone);
        List<RolloutZone> found = new ArrayList<>();
        for (String name : names) {
            Optional<StackFact> stack =
                    running.stream().filter(fact -> fact.zone().equals(name)).findFirst();
            StackFact fact = stack.orElseGet(() -> StackFact.none(name));
            StackVerdict stackVerdict = verdicts.get(new ProbeMatrix.Stack(service, name));
            found.add(new RolloutZone(
                    name,
                    place(Optional.ofNullable(memory.get(name)), decisions.get(name)),
                    trusted(zones, name),
                    stack.isPresent(),
                    Optional.ofNullable(told.get(name)).map(PodTemplate::revision),
                    fact.desired(),
                    Math.min(fact.ready(), fact.desired()),
                    fact.settled(),
                    fact.complete(fact.desired()),
                    trouble(fact, pods),
                    failing(Optional.ofNullable(stackVerdict), halted.equals(Optional.of(name))),
                    pods.restarts().getOrDefault(name, Restarts.NONE),
                    new StackPods(
                            Math.max(0, fact.pods() - fact.updated()),
                            Optional.ofNullable(pods.unplaced().get(name)),
                            Optional.ofNullable(pods.leftover().get(name)),
                            Optional.ofNullable(pods.refused().get(name)),
                            Optional.ofNullable(suspended.get(name)),
                            inPlace.contains(name))));
        }
        return found;
    }

    /**
     * Whether a stack counts as failing. Where the rollout was halted it does until its probes pass: one who has just
     * begun to lead has not seen it fail for long enough, and must not take that for a recovery.
     */
    static boolean failing(Optional<StackVerdict> stackVerdict, boolean halted) {
        return stackVerdict
                .filter(known ->
                        known.failing() || (halted && known.healthySince().isEmpty()))
                .isPresent();
    }

    /** A controller that only waits for the scheduler has nothing to add to the scheduler's words. */
    private static Optional<String> trouble(StackFact fact, PodReport pods) {
        Optional<String> stuck = Optional.ofNullable(pods.stuck().get(fact.zone()));
        return stuck.isPresent() || pods.unplaced().containsKey(fact.zone()) ? stuck : fact.trouble();
    }

    /** Returns the zones whose pods are replaced in place although nobody asked for it. */
    public static Set<String> inPlace(ZonedService service, Collection<? extends HasMetadata> stacks) {
        Set<String> zones = new TreeSet<>();
        for (HasMetadata stack : stacks) {
            if (settings(service).inPlaceIfNeeded()
                    && stack instanceof Deployment deployment
                    && withoutSurge(deployment.getSpec().getStrategy())) {
                ServiceFacts.zoneOf(stack).ifPresent(zones::add);
            }
        }
        return zones;
    }

    private static boolean withoutSurge(DeploymentStrategy strategy) {
        return strategy != null
                && strategy.getRollingUpdate() != null
                && strategy.getRollingUpdate().getMaxSurge() != null
                && Integer.valueOf(0)
                        .equals(strategy.getRollingUpdate().getMaxSurge().getIntVal());
    }

    /**
     * Returns the zones of a service that are on trial as its status and its stacks tell, for those who have not
     * planned it.
     */
    public static Set<String> onTrial(ZonedService service, Collection<? extends HasMetadata> stacks) {
        Map<String, String> revisions = new HashMap<>();
        for (HasMetadata stack : stacks) {
            Optional<String> revision = Optional.ofNullable(stack.getMetadata().getAnnotations())
                    .map(annotations -> annotations.get(Labels.REVISION));
            Optional<String> zone = ServiceFacts.zoneOf(stack);
            if (zone.isPresent() && revision.isPresent()) {
                revisions.put(zone.get(), revision.get());
            }
        }
        Optional<RolloutMemory> memory = memory(service);
        return UnprovenTemplates.of(
                revisions, memory.map(RolloutMemory::revision).orElse(""), memory);
    }

    /** A zone in which no node suits the new template leaves the service, and is not given it before. */
    private static Place place(Optional<StackMemory> memory, StackDecision order) {
        boolean leaves = order instanceof StackDecision.Leave;
        return switch (memory.map(StackMemory::state).orElse(StackState.ACTIVE)) {
            case ACTIVE -> leaves ? Place.LEFT : Place.SERVES;
            case SHEDDING -> leaves ? Place.LEFT : Place.COMING_HOME;
            case REPLACING, DRAINED -> Place.LEFT;
            case RETURNING -> Place.COMING_HOME;
            case REMOVING -> Place.REMOVING;
        };
    }

    /** That nothing is known of a zone does not count against it. */
    private static boolean trusted(ZoneState zones, String zone) {
        boolean present = zones.catalog().zones().stream()
                .filter(known -> known.name().equals(zone))
                .anyMatch(KnownZone::present);
        ZoneDecision decision = zones.decisions().get(zone);
        Verdict verdict =
                decision == null ? Verdict.UNKNOWN : decision.zoneVerdict().verdict();
        return present && verdict != Verdict.SUSPECT && verdict != Verdict.UNHEALTHY;
    }
}
