package io.zonekeeper.manifests.stacks;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZoneFailure;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.cordon.StackDecider;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.failover.ZoneMemory;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.Resolution;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.kube.objects.Labels;

/** Reads what a ZonedService reports about leaving zones, and what its status remembers of it. */
public final class EvacuationFacts {
    /** {@code status.zones[].evacuationCause} of a stack that failed its health checks. */
    public static final String SERVICE = ZoneMemory.SERVICE;

    /** {@code status.zones[].evacuationCause} of a stack whose zone was cordoned. */
    public static final String ZONE = ZoneMemory.ZONE;

    /**
     * {@code status.zones[].evacuationCause} of a stack whose zone the annotation {@code zonekeeper.io/evacuate} names.
     */
    public static final String MANUAL = ZoneMemory.MANUAL;

    /** {@code status.zones[].evacuationCause} of a stack whose zone a drill treated as lost. */
    public static final String DRILL = ZoneMemory.DRILL;

    private static final int DEFAULT_MIN_READY_PERCENT = 60;
    private static final Duration DEFAULT_STABLE_FOR = Duration.ofMinutes(5);

    private EvacuationFacts() {}

    /** Returns what the author wants done when a zone is to be left. */
    public static EvacuationSettings settings(ZonedService service, ZoneCatalog catalog) {
        Optional<ZoneFailure> failure = Optional.ofNullable(service.getSpec().zoneFailure());
        return settings(
                failure.map(ZoneFailure::action),
                failure.map(ZoneFailure::minReadyPercent),
                failure.map(ZoneFailure::failback),
                requested(service, catalog),
                service.getSpec().service() != null);
    }

    /**
     * Returns what is to be done when a zone is to be left, with the defaults of what is absent.
     *
     * @param requested names of zones that a user wants home now
     * @param routesTraffic whether a selector takes the traffic off
     */
    public static EvacuationSettings settings(
            Optional<ZoneFailure.Action> action,
            Optional<Integer> minReadyPercent,
            Optional<ZoneFailure.Failback> failback,
            Set<String> requested,
            boolean routesTraffic) {
        return new EvacuationSettings(
                switch (action.orElse(ZoneFailure.Action.EVACUATE)) {
                    case EVACUATE -> Action.EVACUATE;
                    case STOP_TRAFFIC -> Action.STOP_TRAFFIC;
                    case OBSERVE -> Action.OBSERVE;
                },
                minReadyPercent.orElse(DEFAULT_MIN_READY_PERCENT),
                new EvacuationSettings.Failback(
                        failback.map(ZoneFailure.Failback::mode)
                                .map(ZoneFailure.Mode.AUTOMATIC::equals)
                                .orElse(true),
                        failback.map(ZoneFailure.Failback::stableFor)
                                .map(DurationText::parse)
                                .orElse(DEFAULT_STABLE_FOR),
                        requested),
                routesTraffic);
    }

    /** Returns what the status remembers of each stack. */
    public static Map<String, StackMemory> memory(ZonedService service) {
        Map<String, StackMemory> memory = new HashMap<>();
        for (ZoneStack stack : stacks(service)) {
            StackState.of(stack.state())
                    .ifPresent(state -> memory.put(
                            stack.zone(),
                            new StackMemory(
                                    state,
                                    stack.since() == null ? Instant.EPOCH : Instant.parse(stack.since()),
                                    stack.replicasBeforeEvacuation() == null
                                            ? OptionalInt.empty()
                                            : OptionalInt.of(stack.replicasBeforeEvacuation()),
                                    state.evacuated() && Boolean.TRUE.equals(stack.serving()))));
        }
        return memory;
    }

    /** Returns by zone when the service last evacuated it because it failed there on its own. */
    public static Map<String, Instant> evacuatedAt(ZonedService service) {
        Map<String, Instant> times = new HashMap<>();
        stacks(service).stream()
                .filter(stack -> stack.evacuatedAt() != null)
                .forEach(stack -> times.put(stack.zone(), Instant.parse(stack.evacuatedAt())));
        return times;
    }

    /** Returns what the status will remember once a plan is written to it. */
    public static Map<String, StackMemory> memory(ServicePlan plan, Map<String, StackMemory> before, Instant now) {
        Map<String, StackMemory> memory = new HashMap<>();
        for (StackPlan stack : plan.stacks()) {
            StackMemory was = before.get(stack.zone().name());
            boolean same = was != null && was.state() == stack.state();
            memory.put(
                    stack.zone().name(),
                    new StackMemory(stack.state(), same ? was.since() : now, stack.home(), stack.standsIn()));
        }
        return memory;
    }

    /**
     * Returns the stacks as the status tells of them, and the zones that have none yet.
     *
     * @param unwanted names of the zones that a user wants this service to leave
     * @param probes whether health checks are in use at all
     */
    public static List<StackDecider.Subject> subjects(
            ZonedService service, ZoneCatalog catalog, Set<String> unwanted, boolean probes) {
        boolean probed = probes && probed(service);
        Map<String, ZoneStack> known = new HashMap<>();
        stacks(service).forEach(stack -> known.put(stack.zone(), stack));
        Set<String> requested = requested(service, catalog);
        Set<String> zones = new HashSet<>(known.keySet());
        catalog.zones().forEach(zone -> zones.add(zone.name()));
        return zones.stream()
                .sorted()
                .map(zone -> {
                    Optional<ZoneStack> stack = Optional.ofNullable(known.get(zone));
                    return new StackDecider.Subject(
                            zone,
                            stack.flatMap(s -> StackState.of(s.state()))
                                    .filter(StackState::evacuated)
                                    .isPresent(),
                            stack.map(ZoneStack::evacuationCause)
                                    .filter(SERVICE::equals)
                                    .isPresent(),
                            requested.contains(zone),
                            unwanted.contains(zone),
                            probed);
                })
                .toList();
    }

    /**
     * Returns the zones that a user wants home now: those of the annotation, unless that was acted on already, and
     * those that were left for a game day, whose end was wanted with its begin.
     */
    static Set<String> requested(ZonedService service, ZoneCatalog catalog) {
        Optional<String> asked = failback(service);
        Optional<String> answered =
                Optional.ofNullable(service.getStatus()).map(ZonedServiceStatus::lastHandledFailback);
        Set<String> zones = new HashSet<>();
        stacks(service).stream()
                .filter(stack -> DRILL.equals(stack.evacuationCause()))
                .forEach(stack -> zones.add(stack.zone()));
        if (asked.isPresent() && !asked.equals(answered)) {
            zones.addAll(named(asked.get(), catalog));
        }
        return zones;
    }

    /** Returns the names of the zones that an annotation lists by names and IDs; words that mean none are left out. */
    public static Set<String> named(String annotation, ZoneCatalog catalog) {
        Set<String> zones = new HashSet<>();
        for (String word : words(annotation)) {
            if (catalog.resolve(word) instanceof Resolution.Found(var zone)) {
                zones.add(zone.name());
            }
        }
        return zones;
    }

    /** Returns the words of an annotation that lists zones. */
    public static Set<String> words(String annotation) {
        return Arrays.stream(annotation.split("[ ,]+", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Returns the annotation that asks for failback. */
    public static Optional<String> failback(ZonedService service) {
        return Optional.ofNullable(service.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.FAILBACK));
    }

    /** Returns whether observers check the service's pods. */
    public static boolean probed(ZonedService service) {
        return service.getSpec().healthChecks() != null
                && !service.getSpec().healthChecks().isEmpty();
    }

    private static List<ZoneStack> stacks(ZonedService service) {
        return Optional.ofNullable(service.getStatus())
                .map(ZonedServiceStatus::zones)
                .orElse(List.of());
    }
}
