package io.zonekeeper.controllers.zonedservice.children;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.zonekeeper.api.v1alpha1.Disruption;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.disruption.BudgetFact;
import io.zonekeeper.core.disruption.BudgetObservation;
import io.zonekeeper.core.disruption.BudgetZone;
import io.zonekeeper.core.disruption.Part;
import io.zonekeeper.core.disruption.ServiceBudgetFact;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.kube.objects.BudgetReading;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.BudgetManifest;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/** Reads a service, its plan and its budgets into the record that the plan of its budgets is made of. */
final class BudgetFacts {
    private static final Duration DEFAULT_ROTATE = Duration.ofMinutes(10);

    private BudgetFacts() {}

    /**
     * What is known beside the service, its plan and its budgets.
     *
     * @param catalog the zones there are
     * @param othersStart whether another service was started a moment ago
     * @param draining by zone name, nodes that are drained and hold pods of the service
     * @param foreign names of budgets of others that select its pods
     * @param zoneInStep the zone in which a rollout is replacing pods
     * @param scaled whether its stacks are asked for as many pods as planned: those count as asked for before a cache
     *     knows of them
     */
    record Surroundings(
            ZoneCatalog catalog,
            boolean othersStart,
            Map<String, SortedSet<String>> draining,
            List<String> foreign,
            Optional<String> zoneInStep,
            boolean scaled) {}

    /** Returns what the plan is made of. */
    static BudgetObservation observe(
            ZonedService service,
            ServicePlan plan,
            Collection<PodDisruptionBudget> budgets,
            Surroundings surroundings,
            Instant now) {
        Optional<Disruption> spec = Optional.ofNullable(service.getSpec().disruption());
        Map<String, BudgetFact> known = new HashMap<>();
        Optional<ServiceBudgetFact> ofService = Optional.empty();
        for (PodDisruptionBudget budget : budgets) {
            Optional<String> zone = ServiceFacts.zoneOf(budget);
            if (zone.isPresent()) {
                known.put(zone.get(), BudgetReading.fact(budget));
            } else {
                ofService = Optional.of(
                        new ServiceBudgetFact(BudgetReading.fact(budget), BudgetReading.without(budget, Labels.ZONE)));
            }
        }
        return new BudgetObservation(
                ServiceFacts.key(service),
                Objects.requireNonNullElse(service.getSpec().replicas(), 1),
                age(service, now),
                surroundings.othersStart(),
                kept(service),
                BudgetReading.maximum(BudgetManifest.maxUnavailable(spec.orElse(null))),
                spec.map(Disruption::rotate).map(DurationText::parse).orElse(DEFAULT_ROTATE),
                surroundings.catalog().zones().stream().map(KnownZone::name).toList(),
                ofService,
                plan.stacks().stream()
                        .map(stack -> zone(
                                stack,
                                surroundings.scaled()
                                        ? Math.max(stack.fact().desired(), stack.replicas())
                                        : stack.fact().desired(),
                                Optional.ofNullable(known.get(stack.zone().name())),
                                surroundings
                                        .draining()
                                        .getOrDefault(stack.zone().name(), new TreeSet<>())))
                        .toList(),
                surroundings.zoneInStep(),
                surroundings.foreign());
    }

    /** By the clock of the API server and ours, which may differ: never negative. */
    private static Duration age(ZonedService service, Instant now) {
        String created = service.getMetadata().getCreationTimestamp();
        Duration age = created == null ? Duration.ZERO : Duration.between(Instant.parse(created), now);
        return age.isNegative() ? Duration.ZERO : age;
    }

    /** Returns whether a service's budgets are ours to keep. */
    static boolean kept(ZonedService service) {
        return Optional.ofNullable(service.getSpec().disruption())
                        .map(Disruption::mode)
                        .orElse(Disruption.Mode.PER_ZONE)
                == Disruption.Mode.PER_ZONE;
    }

    private static BudgetZone zone(
            StackPlan stack, int desired, Optional<BudgetFact> budget, SortedSet<String> draining) {
        return new BudgetZone(
                stack.zone().name(),
                part(stack),
                desired,
                stack.fact().ready(),
                stack.fact().settled(),
                budget,
                draining);
    }

    /** Traffic decides: what is replaced before its traffic goes still serves. */
    private static Part part(StackPlan stack) {
        if (stack.inTraffic()) {
            return stack.awaitsReplacements() ? Part.MOVING : Part.SERVING;
        }
        return stack.awaitsReplacements()
                        || stack.state() == StackState.REPLACING
                        || stack.state() == StackState.RETURNING
                ? Part.BETWEEN
                : Part.OUT;
    }
}
