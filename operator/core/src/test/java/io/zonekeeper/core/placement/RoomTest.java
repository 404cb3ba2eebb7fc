package io.zonekeeper.core.placement;

import java.util.List;
import java.util.Map;

import io.zonekeeper.core.placement.Room.Amount;
import io.zonekeeper.core.placement.Room.Node;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoomTest {
    private static final long GIB = 1L << 30;

    @ParameterizedTest(name = "{0}m and {1} GiB free, {2} pods left: {5} pods of {3}m and {4} GiB")
    @CsvSource({
        "4000, 16, 110, 1000, 1, 4",
        "4000, 2, 110, 1000, 1, 2",
        "4000, 16, 3, 1000, 1, 3",
        "4000, 16, 110, 0, 0, 110",
        "3999, 16, 110, 1000, 1, 3",
        "-500, 16, 110, 1000, 1, 0",
        "-500, 16, 110, 0, 1, 16",
        "4000, 16, -2, 0, 0, 0",
    })
    void whatIsScarcestDecides(long cpu, long memory, long pods, long podCpu, long podMemory, int fits) {
        Node node = new Node("a", new Amount(cpu + 1000, (memory + 1) * GIB), new Amount(1000, GIB), pods);
        assertThat(Room.of(List.of(node), new Amount(podCpu, podMemory * GIB))).isEqualTo(Map.of("a", fits));
    }

    @Test
    void whatIsFreeOnTwoNodesIsNoRoomForOnePodAcrossThem() {
        Node half = new Node("a", new Amount(1000, GIB), new Amount(500, 0), 110);
        assertThat(Room.of(List.of(half, half), new Amount(600, 0))).isEqualTo(Map.of("a", 0));
        assertThat(Room.of(List.of(half, half), new Amount(500, 0))).isEqualTo(Map.of("a", 2));
    }

    @Test
    void zonesAreCountedEachByItself() {
        Node small = new Node("a", new Amount(1000, GIB), Amount.NONE, 110);
        Node large = new Node("b", new Amount(8000, GIB), Amount.NONE, 110);
        assertThat(Room.of(List.of(small, large, small), new Amount(1000, 0))).isEqualTo(Map.of("a", 2, "b", 8));
    }
}
