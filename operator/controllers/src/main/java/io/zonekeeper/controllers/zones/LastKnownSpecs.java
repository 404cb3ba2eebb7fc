package io.zonekeeper.controllers.zones;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneSpec;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.kube.client.TolerantDecoding;

/**
 * What users last asked of Zones that this version cannot read now: a cordon must not end because another version of
 * the CRD left a field that this one does not understand.
 *
 * <ol>
 *   <li>The spec that this process last read of the object, if any.
 *   <li>Else what the status records of a user's cordon.
 * </ol>
 */
final class LastKnownSpecs {
    private final Map<String, ZoneSpec> read = new ConcurrentHashMap<>();

    /** Returns these Zones, with the last known spec where theirs cannot be read. */
    List<Zone> over(List<Zone> zones) {
        zones.stream().filter(LastKnownSpecs::readable).forEach(this::remember);
        return zones.stream()
                .map(zone -> readable(zone) ? zone : recalled(zone))
                .toList();
    }

    private static boolean readable(Zone zone) {
        return TolerantDecoding.problem(zone).isEmpty();
    }

    private void remember(Zone zone) {
        if (zone.getSpec() == null) {
            read.remove(zone.getMetadata().getName());
        } else {
            read.put(zone.getMetadata().getName(), zone.getSpec());
        }
    }

    private Zone recalled(Zone zone) {
        Zone copy = new Zone();
        // Its metadata says what is wrong with it.
        copy.setMetadata(zone.getMetadata());
        copy.setStatus(zone.getStatus());
        copy.setSpec(Optional.ofNullable(read.get(zone.getMetadata().getName()))
                .or(() -> recorded(zone.getStatus()))
                .orElse(null));
        return copy;
    }

    private static Optional<ZoneSpec> recorded(ZoneStatus status) {
        return Optional.ofNullable(status)
                .map(ZoneStatus::cordon)
                .filter(cordon -> Cause.MANUAL.word().equals(cordon.by()))
                .map(cordon -> new ZoneSpec(new ZoneSpec.Cordon(cordon.reason(), null, null, true), null, null));
    }
}
