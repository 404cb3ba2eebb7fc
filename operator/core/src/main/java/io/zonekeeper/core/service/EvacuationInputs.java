package io.zonekeeper.core.service;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.zonekeeper.core.evacuation.EvacuationInput;
import io.zonekeeper.core.evacuation.EvacuationZone;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.core.zone.ZoneObjectName;

/** Puts what was observed of a service into the words of its evacuation. */
final class EvacuationInputs {
    private EvacuationInputs() {}

    static EvacuationInput of(
            ServiceObservation observation, Set<KnownZone> zones, List<StackFact> departing, Instant now) {
        ServiceDemand demand = observation.demand();
        return new EvacuationInput(
                zones.stream().map(zone -> zone(observation, zone)).toList(),
                departing.stream()
                        .map(fact -> zone(observation, known(observation, fact.zone())))
                        .toList(),
                observation.settings(),
                demand.replicas(),
                !demand.stateful() && !demand.holdsVolumes(),
                now);
    }

    private static EvacuationZone zone(ServiceObservation observation, KnownZone zone) {
        StackFact fact = observation.stack(zone.name());
        return new EvacuationZone(
                zone.name(),
                zone.slot().isPresent(),
                observation.takesPods(zone),
                observation.hasStack(zone.name()),
                fact.desired(),
                Math.min(fact.ready(), fact.desired()),
                fact.settled(),
                fact.complete(fact.desired()),
                fact.trouble(),
                observation.decision(zone.name()),
                Optional.ofNullable(observation.memory().get(zone.name())));
    }

    /** Returns a zone of the catalog, or what its children or its name alone tell of one that is forgotten. */
    static KnownZone known(ServiceObservation observation, String name) {
        return observation.catalog().zones().stream()
                .filter(zone -> zone.name().equals(name))
                .findFirst()
                .or(() -> observation.catalog().recalled(name))
                .orElseGet(() ->
                        new KnownZone(ZoneIdentity.named(name), ZoneObjectName.of(name), false, OptionalInt.empty()));
    }
}
