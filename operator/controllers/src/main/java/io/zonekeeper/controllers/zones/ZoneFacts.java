package io.zonekeeper.controllers.zones;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.core.zone.NodeFact;
import io.zonekeeper.core.zone.RememberedZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;

/** Reads nodes and Zone objects into the records that decisions are made of. */
final class ZoneFacts {
    private static final String ZONE_ID_LABEL = "topology.k8s.aws/zone-id";
    private static final String REGION_LABEL = "topology.kubernetes.io/region";

    private ZoneFacts() {}

    /** Returns what a node reports about its zone. */
    static NodeFact node(Node node) {
        Map<String, String> labels = NodeReading.labels(node);
        return new NodeFact(
                node.getMetadata().getName(),
                NodeReading.zone(node).orElse(""),
                labels.getOrDefault(ZONE_ID_LABEL, ""),
                labels.getOrDefault(REGION_LABEL, ""),
                NodeReading.ready(node),
                !NodeReading.leaving(node),
                !NodeReading.lastingTaints(node).isEmpty());
    }

    /** Returns what a Zone object remembers. */
    static RememberedZone remembered(Zone zone) {
        Optional<ZoneStatus> status = Optional.ofNullable(zone.getStatus()).filter(found -> found.zone() != null);
        // What cannot be read may be a user's word.
        boolean spoken = TolerantDecoding.problem(zone).isPresent()
                || (zone.getSpec() != null
                        && (zone.getSpec().cordon() != null || zone.getSpec().closure() != null));
        return new RememberedZone(
                zone.getMetadata().getName(),
                status.map(ZoneFacts::identity)
                        .orElseGet(() -> ZoneIdentity.named(zone.getMetadata().getName())),
                slot(status),
                status.map(ZoneStatus::absentSince).map(Instant::parse),
                spoken,
                status.map(ZoneCordonFacts::verdict).orElse(Verdict.UNKNOWN));
    }

    private static ZoneIdentity identity(ZoneStatus status) {
        return new ZoneIdentity(
                status.zone(),
                Objects.requireNonNullElse(status.zoneId(), ""),
                Objects.requireNonNullElse(status.region(), ""));
    }

    private static OptionalInt slot(Optional<ZoneStatus> status) {
        return status.map(ZoneStatus::slot).map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
