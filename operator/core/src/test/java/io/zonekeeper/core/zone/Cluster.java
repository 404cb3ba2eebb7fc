package io.zonekeeper.core.zone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** A cluster made up for tests: its nodes, its Zone objects and what its children carry. */
final class Cluster {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    static final DiscoverySettings SETTINGS = new DiscoverySettings(Duration.ofHours(24), 8);

    final List<NodeFact> nodes = new ArrayList<>();
    final Map<String, RememberedZone> objects = new TreeMap<>();
    final Map<String, Integer> slotsInUse = new HashMap<>();
    final Set<String> zonesWithStacks = new HashSet<>();
    boolean childrenKnown = true;

    /** Adds ready nodes, one per text: the zone, or zone and ID with a slash between. */
    public Cluster nodes(String... zones) {
        for (String zone : zones) {
            String[] parts = zone.split("/", 2);
            nodes.add(
                    new NodeFact("node-" + nodes.size(), parts[0], parts.length > 1 ? parts[1] : "", "r", true, true));
        }
        return this;
    }

    /** Adds a Zone object that has been there all along. */
    Cluster object(String zone, int slot) {
        return object(zone, OptionalInt.of(slot), Optional.empty(), false, Verdict.HEALTHY);
    }

    Cluster object(String zone, OptionalInt slot, Optional<Instant> absentSince, boolean userSpec, Verdict verdict) {
        String name = ZoneObjectName.of(zone);
        objects.put(name, new RememberedZone(name, ZoneIdentity.named(zone), slot, absentSince, userSpec, verdict));
        return this;
    }

    /** Adds children in a zone that carry a slot. */
    Cluster children(String zone, int slot) {
        slotsInUse.put(zone, slot);
        zonesWithStacks.add(zone);
        return this;
    }

    /** Nobody knows yet what services have in zones. */
    Cluster childrenUnknown() {
        childrenKnown = false;
        return this;
    }

    ZoneSnapshot snapshot() {
        return new ZoneSnapshot(
                nodes,
                List.copyOf(objects.values()),
                Optional.of(slotsInUse).filter(slots -> childrenKnown),
                Optional.of(zonesWithStacks).filter(zones -> childrenKnown));
    }

    DiscoveryPlan plan(Instant now) {
        return ZoneDiscovery.plan(snapshot(), SETTINGS, now);
    }

    /** Does what a plan says, as the operator would. */
    void apply(DiscoveryPlan plan) {
        plan.delete().forEach(objects::remove);
        for (ZoneEntry entry : plan.zones()) {
            RememberedZone before = objects.get(entry.objectName());
            objects.put(
                    entry.objectName(),
                    new RememberedZone(
                            entry.objectName(),
                            entry.identity(),
                            entry.slot(),
                            entry.absentSince(),
                            before != null && before.userSpec(),
                            before == null ? Verdict.UNKNOWN : before.verdict()));
        }
    }

    /** Returns the slots as {@code a=0 b=1 c=-}. */
    static String slots(DiscoveryPlan plan) {
        List<String> texts = new ArrayList<>();
        for (ZoneEntry entry : plan.zones()) {
            OptionalInt slot = entry.slot();
            texts.add(entry.identity().name() + "=" + (slot.isPresent() ? slot.getAsInt() : "-"));
        }
        return String.join(" ", texts);
    }

    /** Returns the reasons of a zone's problems. */
    static List<String> problems(DiscoveryPlan plan, String zone) {
        return plan.zones().stream()
                .filter(entry -> entry.identity().name().equals(zone))
                .flatMap(entry -> entry.problems().stream())
                .map(problem -> problem.reason().word())
                .toList();
    }
}
