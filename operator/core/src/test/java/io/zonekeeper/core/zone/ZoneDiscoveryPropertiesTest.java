package io.zonekeeper.core.zone;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

import static io.zonekeeper.core.zone.Cluster.NOON;
import static org.assertj.core.api.Assertions.assertThat;

/** Clusters that live through random events, with more zones than slots. */
class ZoneDiscoveryPropertiesTest {

    @Property
    void slotsAreUniqueAndStableAndPlanningAgainChangesNothing(@ForAll("events") @Size(max = 60) List<Event> events) {
        Cluster cluster = new Cluster();
        Instant now = NOON;
        for (Event event : events) {
            now = now.plus(Duration.ofHours(event.hours()));
            event.happen(cluster);
            Map<String, Integer> before = new HashMap<>();
            cluster.objects.forEach((name, object) -> object.slot().ifPresent(slot -> before.put(name, slot)));

            DiscoveryPlan plan = cluster.plan(now);
            Set<Integer> taken = new HashSet<>();
            for (ZoneEntry entry : plan.zones()) {
                assertThat(entry.problems()).hasSize(entry.slot().isPresent() ? 0 : 1);
                entry.slot().ifPresent(slot -> {
                    assertThat(taken.add(slot)).isTrue();
                    assertThat(slot).isBetween(0, 7);
                    assertThat(before.getOrDefault(entry.objectName(), slot)).isEqualTo(slot);
                    assertThat(cluster.slotsInUse.getOrDefault(entry.identity().name(), slot))
                            .isEqualTo(slot);
                });
                if (before.containsKey(entry.objectName())) {
                    assertThat(entry.slot()).isPresent();
                }
            }

            cluster.apply(plan);
            DiscoveryPlan again = cluster.plan(now);
            assertThat(again.create()).isEmpty();
            assertThat(again.delete()).isEmpty();
            assertThat(again.nextChange()).isEqualTo(plan.nextChange());
            if (plan.delete().isEmpty()) {
                assertThat(again.zones()).isEqualTo(plan.zones());
            }
            // The children of a zone carry its slot, once it has one.
            for (ZoneEntry entry : plan.zones()) {
                if (cluster.zonesWithStacks.contains(entry.identity().name())) {
                    entry.slot()
                            .ifPresent(slot ->
                                    cluster.slotsInUse.put(entry.identity().name(), slot));
                }
            }
        }
    }

    @Property
    void nothingChangesBeforeTheNextChange(@ForAll("events") @Size(max = 30) List<Event> events) {
        Cluster cluster = new Cluster();
        Instant now = NOON;
        for (Event event : events) {
            now = now.plus(Duration.ofHours(event.hours()));
            event.happen(cluster);
            cluster.apply(cluster.plan(now));
        }
        DiscoveryPlan plan = cluster.plan(now);
        Instant justBefore =
                plan.nextChange().orElse(now.plus(Duration.ofDays(365))).minusNanos(1);
        assertThat(cluster.plan(justBefore)).isEqualTo(plan);
        plan.nextChange().ifPresent(next -> assertThat(cluster.plan(next)).isNotEqualTo(plan));
    }

    @Property
    void theOrderOfNodesAndObjectsMeansNothing(
            @ForAll("events") @Size(max = 30) List<Event> events, @ForAll long seed) {
        Cluster cluster = new Cluster();
        events.forEach(event -> event.happen(cluster));
        DiscoveryPlan plan = cluster.plan(NOON);
        Collections.shuffle(cluster.nodes, new Random(seed));
        assertThat(cluster.plan(NOON)).isEqualTo(plan);
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return Combinators.combine(
                        Arbitraries.of(Kind.values()),
                        Arbitraries.of("a", "b", "c", "d", "e", "f", "g", "h", "Room_1", "j"),
                        Arbitraries.of(0, 0, 1, 13, 30))
                .as(Event::new)
                .list();
    }

    /** What may happen to a zone. */
    enum Kind {
        NODE_ARRIVES,
        NODES_LEAVE,
        OBJECT_DELETED,
        STATUS_LOST,
        STACKS_APPEAR,
        STACKS_VANISH
    }

    /** Something happens to a zone, some hours after the last event. */
    record Event(Kind kind, String zone, int hours) {
        void happen(Cluster cluster) {
            String object = ZoneObjectName.of(zone);
            switch (kind) {
                case NODE_ARRIVES -> cluster.nodes(zone + "/id-" + zone);
                case NODES_LEAVE -> cluster.nodes.removeIf(node -> node.zone().equals(zone));
                case OBJECT_DELETED -> cluster.objects.remove(object);
                case STATUS_LOST ->
                    cluster.objects.computeIfPresent(
                            object,
                            (name, before) -> new RememberedZone(
                                    name,
                                    ZoneIdentity.named(name),
                                    OptionalInt.empty(),
                                    Optional.empty(),
                                    false,
                                    Verdict.UNKNOWN));
                case STACKS_APPEAR -> stacksAppear(cluster, object);
                case STACKS_VANISH -> {
                    cluster.zonesWithStacks.remove(zone);
                    cluster.slotsInUse.remove(zone);
                }
            }
        }

        /** Stacks are made in zones that have an object, and carry its slot. */
        private void stacksAppear(Cluster cluster, String object) {
            RememberedZone remembered = cluster.objects.get(object);
            if (remembered != null) {
                cluster.zonesWithStacks.add(zone);
                remembered.slot().ifPresent(slot -> cluster.slotsInUse.putIfAbsent(zone, slot));
            }
        }
    }
}
