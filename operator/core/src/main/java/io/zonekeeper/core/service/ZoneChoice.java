package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.ZoneShare;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Resolution;

/**
 * The zones that a service uses.
 *
 * <p>Where it lists none, they are those with a node that takes pods and those where it runs already: a zone that lost
 * its nodes stays until it is forgotten, so that a short outage moves nothing. Listed zones are used even without
 * nodes, else a zone scaled from zero would never start.
 *
 * @param wishes by zone, what the service asks of it
 * @param unresolved entries of the list that stand for no known zone, as written
 * @param refusals why entries of the list are not used
 */
record ZoneChoice(Map<KnownZone, ZoneWish> wishes, List<String> unresolved, List<Refusal> refusals) {
    private static final int LONGEST_DEPLOYMENT = 63;
    private static final int LONGEST_STATEFUL_SET = 52;

    static ZoneChoice of(ServiceObservation observation) {
        var choice = new ZoneChoice(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        if (observation.demand().zones().isEmpty()) {
            choice.everyZone(observation);
        } else {
            choice.listedZones(observation);
        }
        return choice;
    }

    /** Returns whether one zone was named twice: then which entry counts is a guess, and nothing is done. */
    boolean ambiguous() {
        return refusals.stream().anyMatch(refusal -> refusal.reason().equals("ZoneNamedTwice"));
    }

    private void everyZone(ServiceObservation observation) {
        for (KnownZone zone : observation.catalog().zones()) {
            if (zone.present() || observation.hasStack(zone.name())) {
                use(observation, zone, new ZoneWish(zone.name(), 1, 0, ZoneShare.UNLIMITED));
            }
        }
        if (wishes.isEmpty() && refusals.isEmpty()) {
            refusals.add(
                    new Refusal(
                            "NoZone",
                            "no node that takes pods has the label topology.kubernetes.io/zone: label the nodes, or list zones in spec.zones"));
        }
    }

    private void listedZones(ServiceObservation observation) {
        List<ZoneWish> listed = observation.demand().zones();
        refusals.addAll(observation
                .catalog()
                .resolveAll(listed.stream().map(ZoneWish::zone).toList())
                .refusals());
        for (ZoneWish wish : listed) {
            switch (observation.catalog().resolve(wish.zone())) {
                case Resolution.Found(KnownZone zone) -> use(observation, zone, wish);
                case Resolution.Unknown unknown -> unresolved.add(wish.zone());
            }
        }
    }

    private void use(ServiceObservation observation, KnownZone zone, ZoneWish wish) {
        String child = observation.name() + "-" + zone.objectName();
        int longest = observation.demand().stateful() ? LONGEST_STATEFUL_SET : LONGEST_DEPLOYMENT;
        if (child.length() > longest) {
            refusals.add(new Refusal(
                    "NameTooLong",
                    "%s has %d characters and may have %d: use a shorter metadata.name, or leave zone %s out of spec.zones"
                            .formatted(child, child.length(), longest, zone.name())));
        } else {
            wishes.putIfAbsent(zone, wish);
        }
    }
}
