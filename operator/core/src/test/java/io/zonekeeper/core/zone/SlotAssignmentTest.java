package io.zonekeeper.core.zone;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ZoneReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.zonekeeper.core.zone.Cluster.NOON;
import static org.assertj.core.api.Assertions.assertThat;

class SlotAssignmentTest {

    /** Nodes by zone; {@code zone=slot} in the status of its object; {@code zone=slot} carried by its children. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            lowest free                          | b a c |         |         | a=0 b=1 c=2 |
            the status holds                     | a b c | b=0     |         | a=1 b=0 c=2 |
            a gap is filled                      | a b c | a=0 c=2 |         | a=0 b=1 c=2 |
            read back from children              | a b c |         | c=0 a=4 | a=4 b=1 c=0 |
            status before children               | a b   | b=0     | a=0     | a=- b=0     | a
            two statuses, first by name          | a b   | a=1 b=1 |         | a=1 b=0     |
            two statuses, the one with children  | a b   | a=1 b=1 | b=1     | a=0 b=1     |
            two statuses, both with children     | a b   | a=1 b=1 | a=1 b=1 | a=1 b=-     | b
            two children, first by name          | a b   |         | a=3 b=3 | a=3 b=-     | b
            status lost to the children's        | a b   | a=1 b=1 | b=4 a=1 | a=1 b=4     |
            status and children differ           | a b   | a=0     | a=1     | a=0 b=2     | a
            of a zone of which nothing is left   | a     |         | x=0     | a=1         |
            a slot beyond the last               | a b   | a=9     |         | a=0 b=1     |
            a slot beyond the last, in use       | a b   | a=9     | a=9     | a=- b=0     | a
            """)
    void givesSlots(String name, String nodes, String statuses, String carried, String expected, String conflicts) {
        Cluster cluster = new Cluster().nodes(nodes.split(" "));
        pairs(statuses).forEach(pair -> cluster.object(pair[0], Integer.parseInt(pair[1])));
        pairs(carried).forEach(pair -> cluster.children(pair[0], Integer.parseInt(pair[1])));
        DiscoveryPlan plan = cluster.plan(NOON);
        assertThat(Cluster.slots(plan)).isEqualTo(expected);
        for (ZoneEntry entry : plan.zones()) {
            assertThat(Cluster.problems(plan, entry.identity().name()))
                    .isEqualTo(entry.identity().name().equals(conflicts) ? List.of("SlotConflict") : List.of());
        }
        cluster.apply(plan);
        assertThat(cluster.plan(NOON).zones()).isEqualTo(plan.zones());
    }

    @Test
    void aNinthZoneIsToldWhatToDo() {
        Cluster cluster = new Cluster().nodes("a", "b", "c", "d", "e", "f", "g", "h", "i");
        DiscoveryPlan plan = cluster.plan(NOON);
        assertThat(Cluster.slots(plan)).isEqualTo("a=0 b=1 c=2 d=3 e=4 f=5 g=6 h=7 i=-");
        assertThat(plan.zones().getLast().problems())
                .containsExactly(
                        new Refusal(
                                ZoneReason.NO_SLOT,
                                "All 8 slots are taken, so zone i has none: its health is reported, but traffic cannot be removed from it. To change that, set the chart value slots: 16."));
        DiscoverySettings more = new DiscoverySettings(Duration.ofHours(24), 16);
        assertThat(Cluster.slots(ZoneDiscovery.plan(cluster.snapshot(), more, NOON)))
                .endsWith("i=8");
    }

    @Test
    void aConflictIsExplained() {
        DiscoveryPlan plan =
                new Cluster().nodes("a", "b").object("b", 0).children("a", 0).plan(NOON);
        assertThat(plan.zones().getFirst().problems())
                .extracting(Refusal::message)
                .containsExactly(
                        "The stacks of zone a carry slot 0, but that is the slot of zone b: traffic cannot be removed from this zone alone until they have the same slot. Restart the stacks of this zone, or delete them.");
    }

    private static List<String[]> pairs(String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(" ")).map(pair -> pair.split("=", 2)).toList();
    }
}
