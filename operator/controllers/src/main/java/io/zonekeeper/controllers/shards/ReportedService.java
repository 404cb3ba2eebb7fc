package io.zonekeeper.controllers.shards;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.controllers.cluster.StackCensus;
import io.zonekeeper.controllers.zonedservice.planning.DrillView;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.core.drill.DrillService;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.kube.objects.Conditions;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.ServiceFacts;

/**
 * A ZonedService that another operator keeps, as its status reports it: evidence of the health of zones, and what a
 * drill has to know.
 *
 * <ol>
 *   <li>While its template is rolled out, or anything of it changes, none of its pods is evidence: fewer services
 *       count, and none that may fail for a reason of its own.
 *   <li>Counts of a status may be a minute late where many are written. What is late is evidence later, never more of
 *       it.
 * </ol>
 *
 * @param service with a status that its keeper has written
 */
record ReportedService(ZonedService service) {
    /** Returns it; empty while its keeper has not reconciled it. */
    static Optional<ReportedService> of(ZonedService service) {
        return Optional.ofNullable(service.getStatus())
                .filter(status -> status.conditions() != null && status.zones() != null)
                .map(status -> new ReportedService(service));
    }

    /** Returns what its stacks show of the health of their zones. */
    List<StackCensus.Entry> evidence() {
        boolean rolling = rolling();
        boolean changing = rolling || changing() || moving();
        boolean probed = EvacuationFacts.probed(service);
        return stacks().stream()
                .map(stack -> {
                    StackState state = state(stack);
                    return state.evacuated() && state != StackState.RETURNING
                            ? StackCensus.Entry.left(stack.zone(), probed)
                            : StackCensus.Entry.of(
                                    stack.zone(),
                                    count(stack.desired()),
                                    count(stack.ready()),
                                    !changing && state == StackState.ACTIVE,
                                    rolling,
                                    probed);
                })
                .toList();
    }

    /** Returns it as a drill sees it. */
    DrillService drilled() {
        EvacuationSettings settings = EvacuationFacts.settings(service, ZoneCatalog.of(List.of()));
        int replicas = count(service.getSpec().replicas());
        Map<String, StackState> states = new HashMap<>();
        int ready = 0;
        for (ZoneStack stack : stacks()) {
            StackState state = state(stack);
            if (count(stack.desired()) > 0 || count(stack.ready()) > 0 || state.evacuated()) {
                states.put(stack.zone(), state);
            }
            ready += Boolean.TRUE.equals(stack.serving()) ? count(stack.ready()) : 0;
        }
        return new DrillService(
                ServiceFacts.key(service),
                replicas,
                settings.floor(replicas),
                ready,
                states,
                !changing() && !moving(),
                DrillView.held(
                        settings,
                        Conditions.holding(conditions(), "EvacuationHeld").map(Condition::message)));
    }

    private boolean rolling() {
        return RolloutFacts.memory(service)
                .filter(rollout -> rollout.phase() == RolloutPhase.COMPLETE)
                .isEmpty();
    }

    private boolean changing() {
        boolean old = !Objects.equals(
                status().observedGeneration(), service.getMetadata().getGeneration());
        return old || Conditions.holding(conditions(), "Reconciling").isPresent();
    }

    private boolean moving() {
        Set<StackState> moves = Set.of(StackState.REPLACING, StackState.RETURNING, StackState.REMOVING);
        return stacks().stream().map(ReportedService::state).anyMatch(moves::contains);
    }

    /** One that this version does not know is a change of some kind. */
    private static StackState state(ZoneStack stack) {
        return StackState.of(stack.state()).orElse(StackState.RETURNING);
    }

    private static int count(Integer number) {
        return Objects.requireNonNullElse(number, 0);
    }

    private ZonedServiceStatus status() {
        return service.getStatus();
    }

    private List<ZoneStack> stacks() {
        return status().zones();
    }

    private List<Condition> conditions() {
        return status().conditions();
    }
}
