package io.zonekeeper.core.placement;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PlacementRequestTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -1 |  0 | 1 | a          | replicas must not be negative, was -1
             1 | -1 | 1 | a          | toleratedZoneFailures must not be negative, was -1
             1 |  0 | 0 | a          | maxSkew must be at least 1, was 0
             1 |  0 | 1 | a b a      | zones must not name a zone twice: a
             1 |  0 | 1 | a*0        | weight of zone a must be from 1 to 1000000, was 0
             1 |  0 | 1 | a*2000000  | weight of zone a must be from 1 to 1000000, was 2000000
             1 |  0 | 1 | a[3..2]    | minReplicas of zone a must not be above maxReplicas, was 3 above 2
             1 |  0 | 1 | a[2000000000..] b[2000000000..] | minReplicas of the zones add up to more than 2147483647
            """)
    void namesWhatIsWrong(int replicas, int tolerated, int maxSkew, String zones, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PlacementRequest(
                        "ns/web", replicas, tolerated, false, maxSkew, true, ZoneNotation.zones(zones)))
                .withMessage(message);
    }
}
