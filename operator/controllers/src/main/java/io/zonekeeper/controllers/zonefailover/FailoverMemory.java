package io.zonekeeper.controllers.zonefailover;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.HealthCheck;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverSpec;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus.ServiceState;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus.ZoneState;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.failover.ZoneMemory;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.EvacuationFacts;

/** Reads what a ZoneFailover asks for, and what its status records of an evacuation. */
final class FailoverMemory {
    private FailoverMemory() {}

    /** Returns what is to be done when a zone is to be left. */
    static EvacuationSettings settings(ZoneFailover failover, ZoneCatalog catalog) {
        ZoneFailoverSpec spec = spec(failover);
        Optional<ZoneFailoverSpec.Failure> failure = Optional.ofNullable(spec.zoneFailure());
        return EvacuationFacts.settings(
                failure.map(ZoneFailoverSpec.Failure::action),
                failure.map(ZoneFailoverSpec.Failure::minReadyPercent),
                Optional.ofNullable(spec.failback()),
                requested(failover, catalog),
                true);
    }

    /** Returns the spec; one without any field where there is none. */
    static ZoneFailoverSpec spec(ZoneFailover failover) {
        return Optional.ofNullable(failover.getSpec())
                .orElseGet(() -> new ZoneFailoverSpec(null, null, null, null, null));
    }

    /** Returns the names of the zones that an annotation of the object lists. */
    static Set<String> zones(ZoneFailover failover, String annotation, ZoneCatalog catalog) {
        return EvacuationFacts.named(annotation(failover, annotation).orElse(""), catalog);
    }

    /** Returns the value of an annotation. */
    static Optional<String> annotation(ZoneFailover failover, String key) {
        return Optional.ofNullable(failover.getMetadata().getAnnotations()).map(all -> all.get(key));
    }

    /** The zones that a user wants back now, and those that a drill left: its end was wanted with its begin. */
    private static Set<String> requested(ZoneFailover failover, ZoneCatalog catalog) {
        Optional<String> asked = annotation(failover, Labels.FAILBACK);
        Optional<String> handled =
                Optional.ofNullable(failover.getStatus()).map(ZoneFailoverStatus::lastHandledFailback);
        Set<String> zones = new HashSet<>();
        if (asked.isPresent() && !asked.equals(handled)) {
            zones.addAll(zones(failover, Labels.FAILBACK, catalog));
        }
        services(failover).stream()
                .flatMap(service -> service.zones().stream())
                .filter(zone -> ZoneMemory.DRILL.equals(zone.evacuationCause()))
                .forEach(zone -> zones.add(zone.zone()));
        return zones;
    }

    /** Returns by Service and zone what the status records. */
    static Map<String, Map<String, ZoneMemory>> of(ZoneFailover failover) {
        Map<String, Map<String, ZoneMemory>> memory = new HashMap<>();
        for (ServiceState service : services(failover)) {
            Map<String, ZoneMemory> zones = new HashMap<>();
            for (ZoneState zone : service.zones()) {
                StackState.of(zone.state()).ifPresent(state -> zones.put(zone.zone(), memory(zone, state)));
            }
            if (!zones.isEmpty()) {
                memory.put(service.name(), zones);
            }
        }
        return memory;
    }

    private static ZoneMemory memory(ZoneState zone, StackState state) {
        return new ZoneMemory(
                state,
                zone.since() == null ? Instant.EPOCH : Instant.parse(zone.since()),
                zone.podsBeforeEvacuation() == null ? OptionalInt.empty() : OptionalInt.of(zone.podsBeforeEvacuation()),
                state.evacuated() && state != StackState.RETURNING && Boolean.TRUE.equals(zone.serving()),
                Optional.ofNullable(zone.evacuationCause()),
                zone.lastEvictedPod() == null || zone.podsAtLastEviction() == null
                        ? Optional.empty()
                        : Optional.of(new ZoneMemory.ReturnEviction(zone.lastEvictedPod(), zone.podsAtLastEviction())),
                Optional.ofNullable(zone.evacuatedAt()).map(Instant::parse));
    }

    /** Returns the health checks of its Services; none where it has none. */
    static List<HealthCheck> checks(ZoneFailover failover) {
        return Objects.requireNonNullElse(spec(failover).healthChecks(), List.of());
    }

    private static List<ServiceState> services(ZoneFailover failover) {
        return Optional.ofNullable(failover.getStatus()).map(ZoneFailoverStatus::services).orElse(List.of()).stream()
                .filter(service -> service.zones() != null)
                .toList();
    }
}
