package io.zonekeeper.controllers.zonedservice.planning;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.pacing.UnschedulablePods;
import io.zonekeeper.controllers.zonedservice.pods.MissingPods;
import io.zonekeeper.controllers.zonedservice.pods.PodReport;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.controllers.zonedservice.pods.ServicePods;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.rollout.RolloutSettings;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.manifests.stacks.PodTemplate;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Why pods of a service are not ready, which only the API server can tell: no pods are cached.
 *
 * <p>A list of pods may take as long as the API server does. So each plan either asks, or puts its questions off and
 * says that it did: traffic leaves a zone by a plan that asked nothing.
 */
final class PodTroubles {
    private final ServicePods pods;
    private final UnschedulablePods unschedulable;
    private final MissingPods missing;

    PodTroubles(ServicePods pods, UnschedulablePods unschedulable) {
        this.pods = pods;
        this.unschedulable = unschedulable;
        this.missing = new MissingPods(pods);
    }

    /** Returns the questions of a plan that asks. */
    Questions live() {
        return new Questions(true);
    }

    /** Returns the questions of a plan that puts them off. */
    Questions putOff() {
        return new Questions(false);
    }

    /** Returns when a service is to be planned again because pods are missing; empty while none is. */
    Optional<Instant> nextAsk(String service) {
        return missing.next(service);
    }

    private static boolean moving(Map<String, StackMemory> memory) {
        return memory.values().stream()
                .anyMatch(stack -> stack.state() == StackState.REPLACING || stack.state() == StackState.RETURNING);
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

    /** The questions of one plan. */
    final class Questions {
        private final boolean live;
        private boolean complete = true;

        private Questions(boolean live) {
            this.live = live;
        }

        /** Returns whether nothing was put off. */
        boolean complete() {
            return complete;
        }

        /** Returns how the pods of the zone in step do; of a rollout that is under way. */
        PodReport rollout(ZonedService service, Collection<? extends HasMetadata> stacks, Instant now) {
            RolloutSettings settings = RolloutFacts.settings(service);
            return RolloutFacts.memory(service)
                    .filter(memory -> memory.zone().isPresent())
                    .filter(memory -> switch (memory.phase()) {
                        case UPDATING, RECOVERING, BAKING, HALTED -> true;
                        case WAITING, PAUSED, COMPLETE -> false;
                    })
                    .map(memory -> ask(
                            () -> PodReport.ofRollout(
                                    pods,
                                    service.getMetadata().getNamespace(),
                                    service.getMetadata().getName(),
                                    stacks,
                                    memory,
                                    settings,
                                    now),
                            PodReport.NONE))
                    .orElse(PodReport.NONE);
        }

        /** The scheduler is asked only while pods of a service that is being moved are missing. */
        Map<String, UnschedulablePods.Unschedulable> homeless(
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
                    ? ask(
                            () -> unschedulable.of(
                                    service.getMetadata().getNamespace(),
                                    service.getMetadata().getName()),
                            Map.of())
                    : Map.of();
        }

        /** By zone, why pods that are asked for are not ready: of a service that is not moved, once they are missed. */
        Map<String, String> complaints(
                ServicePlanning.Resolved resolved,
                List<StackFact> running,
                Map<String, UnschedulablePods.Unschedulable> homeless,
                Instant now) {
            ZonedService service = resolved.service();
            Map<String, StackMemory> memory = resolved.memory();
            PodTemplate wanted = resolved.wanted();
            Map<String, PodTemplate> told = resolved.told();
            Map<String, String> said = new HashMap<>();
            homeless.forEach((zone, pods) ->
                    said.put(zone, PodReport.explained(service, told.getOrDefault(zone, wanted), pods.message())));
            if (!moving(memory) && homeless.isEmpty()) {
                PodReport report = missing(service, served(running, memory), resolved.stacks(), now)
                        .explained(service, wanted, told);
                report.unplaced().forEach((zone, words) -> said.put(zone, words.message()));
                said.putAll(report.stuck());
            }
            running.stream()
                    .filter(stack -> stack.ready() >= stack.desired())
                    .forEach(stack -> said.remove(stack.zone()));
            return said;
        }

        private PodReport missing(
                ZonedService service, List<StackFact> running, Collection<? extends HasMetadata> stacks, Instant now) {
            // What is put off already will be planned again: nothing of it is noted yet.
            boolean asks = !complete || missing.asks(service, running, now);
            return asks
                    ? ask(() -> missing.report(service, running, stacks, now), PodReport.NONE)
                    : missing.report(service, running, stacks, now);
        }

        private <T> T ask(Supplier<T> question, T putOff) {
            complete &= live;
            return live ? question.get() : putOff;
        }
    }
}
