package io.zonekeeper.controllers.zonefailover;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.FailoverKeys;
import io.zonekeeper.controllers.cluster.StackCensus;
import io.zonekeeper.controllers.zonedservice.ServicePace;
import io.zonekeeper.core.failover.FailoverObservation;
import io.zonekeeper.core.failover.FailoverPlan;
import io.zonekeeper.core.failover.FailoverPlan.ServicePlan;
import io.zonekeeper.core.failover.FailoverPlan.ZonePlan;
import io.zonekeeper.core.failover.ProtectedService;

/**
 * What ZoneFailovers have to do with the health checks of their Services: they share the judge, the census and the
 * budget of evacuations with ZonedServices.
 */
final class FailoverHealth {
    private final ClusterState state;
    private final ServicePace pace;

    FailoverHealth(ClusterState state, ServicePace pace) {
        this.state = state;
        this.pace = pace;
    }

    /** Returns what is seen of its Services. The evacuations that its status names are counted first. */
    FailoverObservation.Health of(ZoneFailover failover) {
        String key = FailoverKeys.of(failover);
        FailoverMemory.of(failover)
                .forEach((service, zones) -> zones.forEach((zone, memory) ->
                        memory.failedAt().ifPresent(at -> pace.note(key, name(service, zone), at))));
        return new FailoverObservation.Health(
                state.verdicts().stacks(),
                state.verdicts().unanswered(),
                state.policy().signals().probes(),
                pace.evacuationsLeft(key));
    }

    /** Reserves what a plan begins, before anything is written; returns whether there was enough left. */
    boolean reserve(FailoverObservation observation, FailoverPlan plan) {
        return pace.reserve(
                observation.key(),
                plan.begins().stream()
                        .map(stack -> name(stack.service(), stack.zone()))
                        .collect(Collectors.toSet()));
    }

    /** Returns the observation with what is left of the budget now. */
    FailoverObservation limited(FailoverObservation observation) {
        return observation.withEvacuationsLeft(pace.evacuationsLeft(observation.key()));
    }

    /** Notes which stacks observers check: missing pods of others' workloads are no evidence, failing checks are. */
    void note(FailoverObservation observation, FailoverPlan plan) {
        Set<String> noted = observation.services().stream()
                .flatMap(service -> service.checked().stream())
                .map(ProtectedService.Checked::key)
                .collect(Collectors.toSet());
        state.checkedServices().note(observation.key(), noted);
        Map<String, ServicePlan> planned =
                plan.services().stream().collect(Collectors.toMap(ServicePlan::name, service -> service));
        for (ProtectedService service : observation.services()) {
            ServicePlan of = planned.get(service.name());
            if (of != null) {
                service.checked().ifPresent(checked -> state.stacks().note(checked.key(), entries(of)));
            }
        }
    }

    private static List<StackCensus.Entry> entries(ServicePlan service) {
        return service.zones().stream()
                .map(zone -> zone.memory().left()
                        ? StackCensus.Entry.left(zone.zone().name(), true)
                        : entry(zone, service.rolling()))
                .toList();
    }

    private static StackCensus.Entry entry(ZonePlan zone, boolean rolling) {
        return StackCensus.Entry.of(zone.zone().name(), zone.pods(), zone.ready(), false, rolling, true);
    }

    private static String name(String service, String zone) {
        return service + "/" + zone;
    }
}
