package io.zonekeeper.core.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

class PlacementPropertiesTest {

    @Property
    void targetsAreTheTotalAndCoverEveryZone(@ForAll("requests") PlacementRequest request) {
        Placement placement = PlacementPlanner.plan(request);
        assertThat(sum(placement.targets())).isEqualTo(placement.total());
        assertThat(placement.targets().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        request.zones().stream().map(ZoneShare::zone).toList());
        request.zones().stream()
                .filter(zone -> !zone.available())
                .forEach(zone -> assertThat(placement.target(zone.zone())).isZero());
    }

    @Property
    void targetsAreWithinLimitsAndSkew(@ForAll("requests") PlacementRequest request) {
        List<ZoneShare> zones = available(request);
        Assume.that(request.movable() && request.replicas() > 0 && !zones.isEmpty());
        Placement placement = PlacementPlanner.plan(request);
        WeightedShares shares = WeightedShares.of(placement.total(), zones);
        for (int i = 0; i < zones.size(); i++) {
            int target = placement.target(zones.get(i).zone());
            assertThat(target)
                    .isBetween(zones.get(i).minReplicas(), zones.get(i).maxReplicas());
            assertThat(shares.within(i, target, request.maxSkew())).isTrue();
        }
    }

    @Property
    void planningAgainChangesNothing(@ForAll("requests") PlacementRequest request) {
        Placement placement = PlacementPlanner.plan(request);
        assertThat(PlacementPlanner.plan(request.withCurrent(placement.targets())))
                .isEqualTo(placement);
    }

    @Property
    void theTotalDoesNotDependOnHistory(@ForAll("requests") PlacementRequest request) {
        assertThat(PlacementPlanner.plan(request).total())
                .isEqualTo(PlacementPlanner.plan(request.withCurrent(Map.of())).total());
    }

    @Property
    void theOrderOfTheZonesMeansNothing(@ForAll("requests") PlacementRequest request, @ForAll long seed) {
        List<ZoneShare> shuffled = new ArrayList<>(request.zones());
        Collections.shuffle(shuffled, new java.util.Random(seed));
        assertThat(PlacementPlanner.plan(request.withZones(shuffled))).isEqualTo(PlacementPlanner.plan(request));
    }

    @Property
    void redundancyIsTrueOfTheTargets(@ForAll("requests") PlacementRequest request) {
        Placement placement = PlacementPlanner.plan(request);
        int survives = placement.redundancy().survives();
        int[] targets = targets(available(request), placement);
        if (placement.total() >= request.replicas()) {
            assertThat(leftAfter(targets, survives)).isGreaterThanOrEqualTo(request.replicas());
        }
        if (placement.redundancy().met()) {
            assertThat(placement.total()).isGreaterThanOrEqualTo(request.replicas());
            assertThat(survives >= request.toleratedZoneFailures() || request.replicas() == 0)
                    .isTrue();
        }
        if (survives < targets.length) {
            assertThat(leftAfter(targets, survives + 1)).isLessThan(Math.max(1, request.replicas()));
        }
    }

    @Property
    void theTotalIsTheSmallestThatIsRedundant(@ForAll("requests") PlacementRequest request) {
        List<ZoneShare> zones = available(request);
        Placement placement = PlacementPlanner.plan(request);
        int lost = request.restoreTolerance() ? 0 : request.zones().size() - zones.size();
        int losses = Math.max(0, request.toleratedZoneFailures() - lost);
        int least = zones.stream().mapToInt(ZoneShare::minReplicas).sum();
        Assume.that(request.replicas() > 0 && losses < zones.size());
        int left = leftAfter(Spread.fresh(zones, placement.total()), losses);
        for (int total = Math.max(least, request.replicas()); total < placement.total(); total++) {
            assertThat(leftAfter(Spread.fresh(zones, total), losses)).isLessThan(Math.min(left, request.replicas()));
        }
        boolean tight = placement.redundancy().refusal().stream()
                .anyMatch(why -> why.reason().word().equals("LimitsTooTight"));
        // Pods held above a maximum by their volumes may be redundant where the limits do not allow it.
        if (!tight && request.movable()) {
            assertThat(left).isGreaterThanOrEqualTo(request.replicas());
        }
    }

    @Property
    void moreReplicasNeverLowerTheTotal(@ForAll("requests") PlacementRequest request) {
        Assume.that(request.toleratedZoneFailures() < available(request).size());
        assertThat(PlacementPlanner.plan(request.withReplicas(request.replicas() + 1))
                        .total())
                .isGreaterThanOrEqualTo(PlacementPlanner.plan(request).total());
    }

    /** Only for equal weights: with others, a zone may get less of one replica more (the Alabama paradox). */
    @Property
    void moreReplicasNeverLowerAZoneOfEqualWeights(
            @ForAll @IntRange(max = 40) int replicas,
            @ForAll @IntRange(min = 1, max = 6) int zones,
            @ForAll @IntRange(max = 2) int tolerated) {
        Assume.that(tolerated < zones);
        PlacementRequest request = new PlacementRequest("ns/web", replicas, tolerated, false, 1, true, plain(zones));
        Placement before = PlacementPlanner.plan(request);
        Placement after =
                PlacementPlanner.plan(request.withCurrent(before.targets()).withReplicas(replicas + 1));
        before.targets()
                .forEach((zone, target) -> assertThat(after.target(zone)).isGreaterThanOrEqualTo(target));
    }

    @Property
    void equalZonesDifferByOneAtMost(
            @ForAll @IntRange(max = 200) int replicas, @ForAll @IntRange(min = 1, max = 9) int zones) {
        Placement placement = PlacementPlanner.plan(PlacementRequest.of("ns/web", replicas, plain(zones)));
        assertThat(Collections.max(placement.targets().values())
                        - Collections.min(placement.targets().values()))
                .isLessThanOrEqualTo(1);
    }

    @Property
    void podsWithVolumesOnlyEverGoOneWay(@ForAll("requests") PlacementRequest any) {
        PlacementRequest request = new PlacementRequest(
                any.service(),
                any.replicas(),
                any.toleratedZoneFailures(),
                any.restoreTolerance(),
                any.maxSkew(),
                false,
                any.zones());
        Placement placement = PlacementPlanner.plan(request);
        List<ZoneShare> zones = available(request);
        boolean grows =
                placement.total() >= zones.stream().mapToInt(ZoneShare::current).sum();
        for (ZoneShare zone : zones) {
            int target = placement.target(zone.zone());
            assertThat(grows ? target >= zone.current() : target <= zone.current())
                    .isTrue();
        }
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        return Combinators.combine(
                        Arbitraries.of("ns/web", "shop/front", "a/b"),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(1, Arbitraries.just(0)),
                                net.jqwik.api.Tuple.of(
                                        19, Arbitraries.integers().between(1, 40))),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of(true, true, false),
                        zone().list().ofMinSize(1).ofMaxSize(6))
                .as((service, replicas, tolerated, restore, skew, movable, zones) ->
                        new PlacementRequest(service, replicas, tolerated, restore, skew, movable, named(zones)));
    }

    private static Arbitrary<ZoneShare> zone() {
        Arbitrary<Integer> room = Arbitraries.oneOf(
                Arbitraries.just(ZoneShare.UNLIMITED), Arbitraries.integers().between(0, 12));
        return Combinators.combine(
                        Arbitraries.of(1, 1, 1, 2, 3, 7),
                        Arbitraries.of(0, 0, 0, 1, 4),
                        room,
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(true, true, true, true, true, false))
                .as((weight, min, more, current, available) -> new ZoneShare(
                        "z", weight, min, more == ZoneShare.UNLIMITED ? more : min + more, current, available));
    }

    private static List<ZoneShare> named(List<ZoneShare> zones) {
        List<ZoneShare> named = new ArrayList<>();
        for (ZoneShare zone : zones) {
            named.add(new ZoneShare(
                    "z" + named.size(),
                    zone.weight(),
                    zone.minReplicas(),
                    zone.maxReplicas(),
                    zone.current(),
                    zone.available()));
        }
        return named;
    }

    private static List<ZoneShare> plain(int zones) {
        return named(Collections.nCopies(zones, ZoneShare.of("z")));
    }

    private static List<ZoneShare> available(PlacementRequest request) {
        return TieBreak.order(
                request.service(),
                request.zones().stream().filter(ZoneShare::available).toList());
    }

    private static int[] targets(List<ZoneShare> zones, Placement placement) {
        return zones.stream().mapToInt(zone -> placement.target(zone.zone())).toArray();
    }

    /** Counted differently from the code under test: takes the largest away one by one. */
    private static int leftAfter(int[] targets, int losses) {
        int[] left = targets.clone();
        for (int i = 0; i < Math.min(losses, left.length); i++) {
            int largest = Arrays.stream(left).max().orElse(0);
            for (int j = 0; j < left.length; j++) {
                if (left[j] == largest) {
                    left[j] = 0;
                    break;
                }
            }
        }
        return Arrays.stream(left).sum();
    }

    private static int sum(Map<String, Integer> targets) {
        return targets.values().stream().mapToInt(Integer::intValue).sum();
    }
}
