package io.zonekeeper.core.placement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlacementPlannerTest {

    /** Where the answer is one whichever way ties go, zones are named; else only the sizes are. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            even                               |  9 | a b c                    | a=3 b=3 c=3
            one odd                            | 10 | a b c                    | 4 3 3
            two odd                            | 11 | a b c                    | 4 4 3
            fewer than zones                   |  2 | a b c                    | 1 1 0
            one zone                           |  5 | a                        | a=5
            weights                            | 12 | a*2 b c                  | a=6 b=3 c=3
            weights, largest remainder         |  7 | a*5 b*3 c*2              | 4 2 1
            weights, Hamilton 1792 style       | 10 | a*21 b*7 c*4 d*2         | a=6 b=2 c=1 d=1
            weights far apart                  | 10 | a*1000 b                 | a=10 b=0
            minimum lifts                      | 10 | a*8 b[3..] c             | a=6 b=3 c=1
            maximum lowers                     | 12 | a[..2] b c               | a=2 b=5 c=5
            minimum and maximum                | 10 | a*9[..4] b[2..] c        | a=4 b=3 c=3
            both cut, minimum decides first    |  9 | a*7[..4] b[4..] c        | a=4 b=4 c=1
            maximum 0 closes a zone            |  9 | a[..0] b c               | 5 4 0
            fixed subset of UnitedDeployment   | 10 | a[3..3] b[4..4] c        | a=3 b=4 c=3
            elastic subset of UnitedDeployment | 10 | a[2..4] b[2..4] c[..0]   | sum 8
            no minimum met by replicas 0       |  0 | a[2..] b[1..] c          | a=0 b=0 c=0
            """)
    void dividesFromNothing(String name, int replicas, String zones, String expected) {
        Placement placement = PlacementPlanner.plan(request(replicas, zones));
        assertTargets(placement, expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            scale up, no zone shrinks            | 1 | 14 | a@3 b@3 c@3            | 0 | 5 5 4
            scale down, each zone shrinks        | 1 |  5 | a@5 b@5 c@4            | 9 | 2 2 1
            scale from zero                      | 1 |  9 | a b c                  | 0 | a=3 b=3 c=3
            odd replicas stay where they are     | 1 | 11 | a@3 b@4 c@4            | 0 | a=3 b=4 c=4
            odd replicas stay, the other way     | 1 | 11 | a@4 b@4 c@3            | 0 | a=4 b=4 c=3
            odd replica goes where one is        | 1 | 10 | a@3 b@2 c@4            | 0 | a=3 b=3 c=4
            zone added                           | 1 |  9 | a@5 b@4 c              | 3 | a=3 b=3 c=3
            zone added, loose skew moves fewer   | 2 |  9 | a@5 b@4 c              | 2 | 4 3 2
            zone lost                            | 1 |  9 | a@3 b@3 c@3!           | 0 | 5 4 0
            zone back                            | 1 |  9 | a@5 b@4 c@0            | 3 | a=3 b=3 c=3
            skew tolerated                       | 3 |  9 | a@5 b@3 c@1            | 0 | a=5 b=3 c=1
            skew not tolerated                   | 2 |  9 | a@5 b@3 c@1            | 1 | a=4 b=3 c=2
            all in one zone, repaired            | 1 |  9 | a@9 b c                | 6 | a=3 b=3 c=3
            weights changed                      | 1 | 12 | a*2@4 b@4 c@4          | 2 | a=6 b=3 c=3
            maximum lowered                      | 1 |  9 | a[..1]@3 b@3 c@3       | 2 | a=1 b=4 c=4
            minimum raised                       | 1 |  9 | a[5..]@3 b@3 c@3       | 2 | a=5 b=2 c=2
            """)
    void movesAsLittleAsItCan(String name, int maxSkew, int replicas, String zones, int moved, String expected) {
        PlacementRequest base = request(replicas, zones);
        PlacementRequest request =
                new PlacementRequest(base.service(), replicas, 0, false, maxSkew, true, base.zones());
        Placement placement = PlacementPlanner.plan(request);
        assertTargets(placement, expected);
        assertThat(moved(request, placement)).isEqualTo(moved);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the example of the design     | 12 | 1 | false | a b c                  | a=6 b=6 c=6    | Kept 1
            weights and a maximum         | 12 | 1 | false | a*2[..10] b c          | a=10 b=6 c=6   | Kept 1
            weights                       | 12 | 1 | false | a*2 b c                | a=11 b=6 c=6   | Kept 1
            odd                           | 11 | 1 | false | a b c                  | 6 6 5          | Kept 1
            one replica, one failure      |  1 | 1 | false | a b c                  | 1 1 0          | Kept 1
            one replica, two failures     |  1 | 2 | false | a b c                  | 1 1 1          | Kept 2
            two of four                   | 10 | 2 | false | a b c d                | a=5 b=5 c=5 d=5| Kept 2
            more than was asked for       |  3 | 0 | false | a b[3..] c[3..]        | sum 6          | Kept 1
            minimum in the way            |  4 | 1 | false | a[3..] b c             | a=3 b=2 c=2    | Kept 1
            minimum of its own            |  4 | 1 | false | a[10..] b c            | a=10 b=2 c=2   | Kept 1
            a zone is out                 | 12 | 1 | false | a@6 b@6 c@6!           | a=6 b=6 c=0    | Spent 0 ZonesLost
            a zone is out, restored       | 12 | 1 | true  | a@6 b@6 c@6!           | a=12 b=12 c=0  | Kept 1
            one of four is out, restored  | 12 | 1 | true  | a b c d!               | a=6 b=6 c=6 d=0| Kept 1
            two zones out, one tolerated  | 12 | 1 | false | a@6 b@6! c@6!          | a=12 b=0 c=0   | Spent 0 ZonesLost
            two zones, two tolerated      | 12 | 2 | false | a b                    | a=6 b=6        | Missed 0 NotEnoughZones
            one zone, restored in vain    | 12 | 1 | true  | a b! c!                | a=12 b=0 c=0   | Missed 0 NotEnoughZones
            maximums too tight            | 12 | 1 | false | a[..5] b[..5] c[..5]   | a=5 b=5 c=5    | Missed 0 LimitsTooTight
            nothing run that buys nothing | 12 | 1 | false | a b[..5] c[..5]        | a=5 b=5 c=5    | Missed 0 LimitsTooTight
            two tolerated, room for one   |  9 | 2 | false | a[..8] b[..8] c[..8]   | a=8 b=8 c=8    | Missed 1 LimitsTooTight
            not even replicas fit         | 12 | 1 | false | a[..3] b[..3] c[..3]   | a=3 b=3 c=3    | Missed 0 LimitsTooTight
            replicas 0                    |  0 | 1 | false | a b c!                 | a=0 b=0 c=0    | Kept 2
            no zone                       |  3 | 1 | false | a! b!                  | a=0 b=0        | Missed 0 NotEnoughZones
            """)
    void keepsReplicasWhenZonesAreLost(
            String name,
            int replicas,
            int tolerated,
            boolean restore,
            String zones,
            String expected,
            String redundancy) {
        PlacementRequest request =
                new PlacementRequest("ns/web", replicas, tolerated, restore, 1, true, ZoneNotation.zones(zones));
        Placement placement = PlacementPlanner.plan(request);
        assertTargets(placement, expected);
        assertThat(text(placement.redundancy())).isEqualTo(redundancy);
        assertThat(placement.redundancy().met()).isEqualTo(redundancy.startsWith("Kept"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            grows where it is low             | 10 | a@4 b@1 c@2      | a=4 b=3 c=3 | -
            stays uneven                      |  9 | a@6 b@2 c@1      | a=6 b=2 c=1 | VolumesHoldZones
            grows, still uneven               | 12 | a@8 b@2 c@1      | a=8 b=2 c=2 | VolumesHoldZones
            shrinks where it is high          |  6 | a@6 b@2 c@1      | a=3 b=2 c=1 | VolumesHoldZones
            shrinks to even                   |  6 | a@6 b@3 c@2      | a=2 b=2 c=2 | -
            zone added gets none without need |  9 | a@5 b@4 c        | a=5 b=4 c=0 | VolumesHoldZones
            zone lost is replaced             |  9 | a@3 b@3 c@3!     | 5 4 0       | -
            zone back shrinks the others      |  9 | a@5 b@4 c@3      | a=3 b=3 c=3 | -
            above a lowered maximum           |  9 | a[..3]@5 b@2 c@2 | a=5 b=2 c=2 | VolumesHoldZones
            scaled to zero                    |  0 | a@5 b@2 c@2      | a=0 b=0 c=0 | -
            """)
    void leavesPodsWithVolumesWhereTheyAre(String name, int replicas, String zones, String expected, String problem) {
        PlacementRequest request =
                new PlacementRequest("ns/db", replicas, 0, false, 1, false, ZoneNotation.zones(zones));
        Placement placement = PlacementPlanner.plan(request);
        assertTargets(placement, expected);
        assertThat(reasons(placement)).isEqualTo(problem.equals("-") ? List.of() : List.of(problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            12 | 0 | a[..3] b[..3] c[..3] | 9  | MaximumsTooLow          | replicas is 12, but maxReplicas of the available zones (a, b, c) add up to 9: running 9. Raise a maxReplicas, or lower replicas to 9.
             6 | 0 | a[3..] b[3..] c[3..] | 9  | MinimumsExceedReplicas  | minReplicas of the available zones (a, b, c) add up to 9, but replicas 6 with toleratedZoneFailures 0 needs only 6: running 9. Lower a minReplicas, or raise replicas.
             4 | 1 | a[4..] b[4..] c[4..] | 12 | MinimumsExceedReplicas  | minReplicas of the available zones (a, b, c) add up to 12, but replicas 4 with toleratedZoneFailures 1 needs only 6: running 12. Lower a minReplicas, or raise replicas.
             3 | 0 | a! b!                | 0  | NoZone                  | Every zone of the service is cordoned (a, b): nothing can run until one is uncordoned or another is added.
             3 | 0 |                      | 0  | NoZone                  | The service has no zone: label nodes with topology.kubernetes.io/zone or list zones in spec.zones.
            """)
    void explainsContradictions(int replicas, int tolerated, String zones, int total, String reason, String message) {
        Placement placement = PlacementPlanner.plan(
                new PlacementRequest("ns/web", replicas, tolerated, false, 1, true, ZoneNotation.zones(zones)));
        assertThat(placement.total()).isEqualTo(total);
        assertThat(placement.problems())
                .containsExactly(new Refusal(Reason.read(reason, ServiceReason.values()), message));
    }

    @Test
    void minimumsThatToleranceNeedsAnywayAreNoProblem() {
        PlacementRequest request =
                new PlacementRequest("ns/web", 2, 1, false, 1, true, ZoneNotation.zones("a[1..] b[1..] c[1..]"));
        assertThat(PlacementPlanner.plan(request).total()).isEqualTo(3);
        assertThat(PlacementPlanner.plan(request).problems()).isEmpty();
    }

    @Test
    void aLooseSkewDoesNotCostTheTolerance() {
        // 7+5+5 is inside maxSkew 2, yet losing the 7 leaves 10 of 11: one replica moves, not more.
        PlacementRequest request =
                new PlacementRequest("ns/web", 11, 1, false, 2, true, ZoneNotation.zones("a@7 b@5 c@5"));
        Placement placement = PlacementPlanner.plan(request);
        assertTargets(placement, "6 6 5");
        assertThat(moved(request, placement)).isEqualTo(1);
        assertThat(placement.redundancy()).isEqualTo(new Redundancy.Kept(1));
    }

    @Test
    void unevenVolumesMayCostTheToleranceAndItIsSaid() {
        PlacementRequest request =
                new PlacementRequest("ns/db", 12, 1, false, 1, false, ZoneNotation.zones("a@9 b@5 c@4"));
        Placement placement = PlacementPlanner.plan(request);
        assertTargets(placement, "a=9 b=5 c=4");
        assertThat(placement.redundancy().refusal().orElseThrow().message())
                .isEqualTo(
                        "Pods hold volumes in their zones and are not moved to balance them: losing the fullest 1 zone"
                                + " would leave 9 of replicas 12. Scale up, or delete claims in the fullest zone to move its pods.");
    }

    @Test
    void aTargetOfAZoneThatWasNotNamedIsNone() {
        assertThat(PlacementPlanner.plan(request(3, "a b c")).target("d")).isZero();
    }

    @Test
    void threeHundredServicesAreNoIssue() {
        long start = System.nanoTime();
        for (int i = 0; i < 300; i++) {
            Map<String, Integer> current = new HashMap<>();
            current.put("z0", 1000);
            PlacementRequest request = new PlacementRequest(
                    "ns/svc-" + i,
                    1000,
                    1,
                    false,
                    1 + i % 3,
                    i % 2 == 0,
                    ZoneNotation.zones("z0 z1*2 z2*3 z3 z4 z5*7[..90] z6 z7[100..] z8 z9"));
            assertThat(PlacementPlanner.plan(request.withCurrent(current)).total())
                    .isGreaterThan(1000);
        }
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    private static PlacementRequest request(int replicas, String zones) {
        return PlacementRequest.of("ns/web", replicas, ZoneNotation.zones(zones));
    }

    private static void assertTargets(Placement placement, String expected) {
        if (expected.startsWith("sum ")) {
            assertThat(placement.total()).isEqualTo(Integer.parseInt(expected.substring(4)));
        } else if (expected.contains("=")) {
            assertThat(ZoneNotation.text(placement.targets())).isEqualTo(expected);
        } else {
            assertThat(ZoneNotation.sizes(placement.targets())).isEqualTo(expected);
        }
    }

    private static int moved(PlacementRequest request, Placement placement) {
        return request.zones().stream()
                .filter(ZoneShare::available)
                .mapToInt(zone -> Math.max(0, zone.current() - placement.target(zone.zone())))
                .sum();
    }

    private static String text(Redundancy redundancy) {
        return redundancy.getClass().getSimpleName() + " " + redundancy.survives()
                + redundancy.refusal().map(why -> " " + why.reason().word()).orElse("");
    }

    private static List<String> reasons(Placement placement) {
        return placement.problems().stream()
                .map(refusal -> refusal.reason().word())
                .toList();
    }
}
