package io.zonekeeper.controllers.zonedservice;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.framework.Primaries;
import io.zonekeeper.controllers.zonedservice.report.ServiceReport;

import io.javaoperatorsdk.operator.processing.event.ResourceID;

/**
 * The services that a change of the cluster's state concerns.
 *
 * @param services all of them
 */
record ConcernedServices(Primaries<ZonedService> services) {
    /** Services whose plan may be another one after a change. */
    Set<ResourceID> by(Change change) {
        return switch (change) {
            case Change.Zones zones -> services.ids();
            case Change.Trust trust -> ids(services.list(ConcernedServices::dependsOnTrust));
            case Change.Services(Set<String> keys) ->
                keys.stream().map(Primaries::id).collect(Collectors.toSet());
            case Change.Budgets(String namespace) ->
                ids(services.list(
                        service -> namespace.equals(service.getMetadata().getNamespace())));
            case Change.ZoneVerdicts verdicts -> Set.of();
            case Change.Provider provider -> Set.of();
            case Change.Policy policy -> Set.of();
        };
    }

    private static Set<ResourceID> ids(Stream<ZonedService> services) {
        return services.map(ResourceID::fromResource).collect(Collectors.toSet());
    }

    /** Whether it is away from a zone or rolled out: what it does next depends on how far zones are trusted. */
    private static boolean dependsOnTrust(ZonedService service) {
        return Optional.ofNullable(service.getStatus())
                .filter(status -> ServiceReport.away(status) || !ServiceReport.rolledOut(status))
                .isPresent();
    }
}
