package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.placement.ZoneShare;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Resolution;

/**
 * The zones that a service uses.
 *
 * <p>Where it lists none, they are those with a node that takes pods and those where it runs already: a zone that lost
 * its nodes stays until it is forgotten, so that a short outage moves nothing. Listed zones are used even without
 * nodes, else a zone scaled from zero would never start.
 *
 * <p>A zone with nodes none of which suits the service's pods is excluded: its share would be Pending for ever. Pods
 * that are ready there stay all the same, and no more, as do those that cannot move and those of a zone without
 * traffic; {@code minReplicas} asks for pods there whatever runs.
 *
 * <p>While an entry identifies no known zone, no zone leaves the service: what runs may be that entry's. It is held as
 * it is, and what serves of it counts.
 *
 * @param requests by zone, what the service asks of it
 * @param unresolved entries of the list that identify no known zone, as written
 * @param refusals why entries of the list are not used
 * @param held names of zones that may be those of entries that identify no known zone
 * @param excluded by zone name, why it gets no pods
 */
record ZoneChoice(
        Map<KnownZone, ListedZone> requests,
        List<String> unresolved,
        List<Refusal> refusals,
        Set<String> held,
        SortedMap<String, Refusal> excluded) {
    private static final int LONGEST_DEPLOYMENT = 63;
    private static final int LONGEST_STATEFUL_SET = 52;

    static ZoneChoice of(ServiceObservation observation) {
        var choice = new ZoneChoice(
                new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new TreeSet<>(), new TreeMap<>());
        if (observation.demand().zones().isEmpty()) {
            choice.everyZone(observation);
        } else {
            choice.listedZones(observation);
            choice.hold(observation);
        }
        if (choice.requests().isEmpty() && choice.refusals().isEmpty()) {
            choice.refusals().add(choice.noZone());
        }
        return choice;
    }

    /** Returns whether nothing can be decided: no zone is known to be the service's. */
    boolean undecided() {
        return ambiguous() || requests.size() == held.size();
    }

    /** Returns whether one zone was named twice: then which entry counts is a guess, and nothing is done. */
    boolean ambiguous() {
        return refusals.stream().anyMatch(refusal -> refusal.reason() == ServiceReason.ZONE_NAMED_TWICE);
    }

    private void everyZone(ServiceObservation observation) {
        for (KnownZone zone : observation.catalog().zones()) {
            boolean misfit = observation.fit(zone).misfit().isPresent();
            if (misfit || observation.takesPods(zone) || observation.hasStack(zone.name())) {
                use(observation, zone, new ListedZone(zone.name(), 1, 0, ZoneShare.UNLIMITED));
            }
        }
    }

    private Refusal noZone() {
        return excluded.isEmpty()
                ? new Refusal(
                        ServiceReason.NO_ZONE,
                        "no node that accepts pods has the label topology.kubernetes.io/zone: label the nodes, or list zones in spec.zones")
                : new Refusal(
                        ServiceReason.NO_ZONE,
                        excluded.values().stream().map(Refusal::message).collect(Collectors.joining("; ")));
    }

    private void hold(ServiceObservation observation) {
        if (unresolved.isEmpty()) {
            return;
        }
        for (StackFact stack : observation.stacks()) {
            boolean another =
                    requests.keySet().stream().anyMatch(zone -> zone.name().equals(stack.zone()));
            if (!another && !excluded.containsKey(stack.zone())) {
                int serving = Math.min(stack.desired(), stack.ready());
                held.add(stack.zone());
                requests.put(
                        EvacuationInputs.known(observation, stack.zone()),
                        new ListedZone(stack.zone(), 1, serving, serving));
            }
        }
    }

    private void listedZones(ServiceObservation observation) {
        List<ListedZone> listed = observation.demand().zones();
        refusals.addAll(observation
                .catalog()
                .resolveAll(listed.stream().map(ListedZone::zone).toList())
                .refusals());
        for (ListedZone request : listed) {
            switch (observation.catalog().resolve(request.zone())) {
                case Resolution.Found(KnownZone zone) -> use(observation, zone, request);
                case Resolution.Unknown unknown -> unresolved.add(request.zone());
            }
        }
    }

    private void use(ServiceObservation observation, KnownZone zone, ListedZone request) {
        Optional<Refusal> misfit = observation.fit(zone).misfit();
        if (misfit.isPresent() && !stays(observation, zone, request)) {
            excluded.put(zone.name(), misfit.get());
            return;
        }
        String child = observation.name() + "-" + zone.objectName();
        int longest = observation.demand().stateful() ? LONGEST_STATEFUL_SET : LONGEST_DEPLOYMENT;
        if (child.length() > longest) {
            refusals.add(new Refusal(
                    ServiceReason.NAME_TOO_LONG,
                    "%s has %d characters and may have %d: use a shorter metadata.name, or remove zone %s from spec.zones"
                            .formatted(child, child.length(), longest, zone.name())));
        } else {
            requests.putIfAbsent(zone, misfit.isPresent() ? atMostWhatRuns(observation, zone, request) : request);
        }
    }

    /** Nothing more starts where no node suits the pods: what is lost there, or asked for beyond, is the others'. */
    private static ListedZone atMostWhatRuns(ServiceObservation observation, KnownZone zone, ListedZone request) {
        boolean stuck = observation.demand().stateful() || observation.demand().holdsVolumes();
        boolean away = Optional.ofNullable(observation.memory().get(zone.name()))
                .filter(memory -> memory.state().evacuated())
                .isPresent();
        StackFact stack = observation.stack(zone.name());
        int runs = Math.min(stack.desired(), stack.ready());
        return stuck || away || request.minReplicas() > 0
                ? request
                : new ListedZone(request.zone(), request.weight(), 0, Math.min(request.maxReplicas(), runs));
    }

    private static boolean stays(ServiceObservation observation, KnownZone zone, ListedZone request) {
        StackFact stack = observation.stack(zone.name());
        StackMemory memory = observation.memory().get(zone.name());
        boolean away = memory != null && memory.state().evacuated();
        boolean stuck = observation.demand().stateful() || observation.demand().holdsVolumes();
        boolean runs = stack.ready() > 0;
        boolean leaving = memory != null && memory.state() == StackState.REMOVING;
        return request.minReplicas() > 0
                || (observation.hasStack(zone.name()) && (away || stuck || (runs && !leaving)));
    }
}
