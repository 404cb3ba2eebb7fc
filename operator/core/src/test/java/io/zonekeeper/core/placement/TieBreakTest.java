package io.zonekeeper.core.placement;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class TieBreakTest {

    /** A change of these values would move the odd replica of every running service. */
    @Test
    void theHashNeverChanges() {
        assertThat(Long.toHexString(TieBreak.hash("shop/front", "us-east-1a"))).isEqualTo("bd1b5d550a13df80");
        assertThat(Long.toHexString(TieBreak.hash("shop/front", "us-east-1b"))).isEqualTo("df5da14d65dce866");
        assertThat(Long.toHexString(TieBreak.hash("läden/größe", "zürich-1"))).isEqualTo("1869c2264fc408c7");
    }

    @Test
    void serviceAndZoneDoNotRunIntoEachOther() {
        assertThat(TieBreak.hash("ns/web1", "a")).isNotEqualTo(TieBreak.hash("ns/web", "1a"));
    }

    static Stream<Arguments> families() {
        return Stream.of(
                Arguments.of("numbered", (IntFunction<String>) i -> "default/svc-" + i),
                Arguments.of("one per namespace", (IntFunction<String>) i -> "ns-" + i + "/web"),
                Arguments.of("UUIDs", (IntFunction<String>) i -> "prod/" + uuid(i)),
                Arguments.of("padded", (IntFunction<String>) i -> "team/app-%04d".formatted(i)),
                Arguments.of("long names", (IntFunction<String>) i -> "payments-production-eu/checkout-worker-" + i));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void oddReplicasOfAThousandServicesAreSpreadOverTheZones(String family, IntFunction<String> name) {
        for (String zones :
                new String[] {"us-east-1a us-east-1b us-east-1c", "eu-central-1a eu-central-1b eu-central-1c"}) {
            for (int odd = 1; odd <= 2; odd++) {
                Map<String, Integer> sums = new TreeMap<>();
                for (int i = 0; i < 1000; i++) {
                    PlacementPlanner.plan(PlacementRequest.of(name.apply(i), 3 + odd, ZoneNotation.zones(zones)))
                            .targets()
                            .forEach((zone, target) -> sums.merge(zone, target - 1, Integer::sum));
                }
                double mean = 1000.0 * odd / 3;
                assertThat(sums)
                        .allSatisfy((zone, sum) -> assertThat((double) sum)
                                .as("%s of %s", zone, sums)
                                .isLessThanOrEqualTo(1.1 * mean));
            }
        }
    }

    private static UUID uuid(int i) {
        return UUID.nameUUIDFromBytes(("service " + i).getBytes(StandardCharsets.UTF_8));
    }
}
