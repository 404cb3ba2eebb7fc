package io.zonekeeper.controllers.zonedservice.planning;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.pacing.ReadLimit;
import io.zonekeeper.controllers.pacing.UnschedulablePods;
import io.zonekeeper.controllers.zonedservice.pods.MissingPods;
import io.zonekeeper.controllers.zonedservice.pods.PodReport;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.controllers.zonedservice.pods.ServicePods;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Asks the API server why pods of a service are not ready: no pods are cached.
 *
 * <p>A list of pods may take as long as the API server does. So {@link #asks} returns first whether there is anything
 * to ask: traffic leaves a zone by a plan for which nothing was asked.
 */
public final class PodDiagnostics {
    private static final int READS_A_SECOND = 10;

    private final ServicePods pods;
    private final UnschedulablePods unschedulable;
    private final MissingPods missing;

    /** Creates a reader. */
    public PodDiagnostics(KubernetesClient client, LongSupplier nanoTime) {
        var limit = new ReadLimit(READS_A_SECOND, nanoTime);
        this.pods = new ServicePods(client, limit, nanoTime);
        this.unschedulable = new UnschedulablePods(client, limit);
        this.missing = new MissingPods(pods);
    }

    /**
     * Returns whether a plan is incomplete without asking the API server.
     *
     * @param draft the plan of what is resolved, for which nothing was asked
     */
    public boolean asks(Resolved resolved, Planned draft) {
        Map<String, StackMemory> memory = resolved.stacks().memory();
        List<StackFact> running = draft.observation().stacks();
        return rollout(resolved.service()).isPresent()
                || (asksForHomeless(running, memory)
                        && unschedulable.asks(
                                resolved.service().getMetadata().getNamespace(),
                                resolved.service().getMetadata().getName(),
                                resolved.at()))
                || (!moving(memory) && missing.asks(resolved.service(), served(running, memory), resolved.at()));
    }

    /**
     * Returns the answers to all that a plan needs to know.
     *
     * @param draft the plan of what is resolved, for which nothing was asked
     */
    public PodFindings ask(Resolved resolved, Planned draft) {
        ZonedService service = resolved.service();
        String namespace = service.getMetadata().getNamespace();
        String name = service.getMetadata().getName();
        Map<String, StackMemory> memory = resolved.stacks().memory();
        List<StackFact> running = draft.observation().stacks();
        PodReport rollout = rollout(service)
                .map(standing -> PodReport.ofRollout(
                        pods,
                        namespace,
                        name,
                        resolved.stacks().objects(),
                        standing,
                        RolloutFacts.settings(service),
                        resolved.at()))
                .orElse(PodReport.NONE);
        Map<String, UnschedulablePods.Unschedulable> homeless = Map.of();
        if (asksForHomeless(running, memory)) {
            homeless = unschedulable.of(namespace, name, resolved.at());
        } else {
            unschedulable.forget(namespace, name);
        }
        PodReport absent = !moving(memory) && homeless.isEmpty()
                ? missing.report(
                        service, served(running, memory), resolved.stacks().objects(), resolved.at())
                : PodReport.NONE;
        return new PodFindings(rollout, homeless, absent);
    }

    /** Returns when a service is to be planned again because pods are missing; empty while none is. */
    public Optional<Instant> nextAsk(ZonedService service) {
        return Stream.of(
                        missing.next(ServiceFacts.key(service)),
                        unschedulable.next(
                                service.getMetadata().getNamespace(),
                                service.getMetadata().getName()))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    /** The rollout whose pods are watched: one that is under way. */
    private static Optional<RolloutMemory> rollout(ZonedService service) {
        return RolloutFacts.memory(service)
                .filter(memory -> memory.zone().isPresent())
                .filter(memory -> switch (memory.phase()) {
                    case UPDATING, RECOVERING, BAKING, HALTED -> true;
                    case WAITING, PAUSED, COMPLETE -> false;
                });
    }

    /** The scheduler is asked only while pods of a service that is being moved are missing. */
    private static boolean asksForHomeless(List<StackFact> running, Map<String, StackMemory> memory) {
        boolean missing = running.stream().anyMatch(stack -> stack.ready() < stack.desired());
        // While someone else's cordon is made up for, no stack is being moved, but home is recorded.
        boolean surging = running.stream()
                .filter(stack -> stack.ready() < stack.desired())
                .map(stack -> memory.get(stack.zone()))
                .anyMatch(stack -> stack != null
                        && stack.state() == StackState.ACTIVE
                        && stack.home().isPresent());
        return (moving(memory) && missing) || surging;
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
}
