package io.zonekeeper.cli;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.core.reasons.ZoneReason;

/** Why a zone is not cordoned despite a request or evidence against it. */
final class Refused {
    private Refused() {}

    static Optional<String> of(Zone zone) {
        return Optional.ofNullable(zone.getStatus()).map(ZoneStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> condition.type().equals("Cordoned")
                        && condition.status().equals("False")
                        && !condition.reason().equals(ZoneReason.OPEN.word()))
                .map(condition -> "refused, %s: %s".formatted(condition.reason(), condition.message()))
                .findFirst();
    }
}
