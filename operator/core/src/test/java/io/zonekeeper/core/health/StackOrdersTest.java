package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackOrder;
import io.zonekeeper.core.evacuation.StackOrder.Cause;
import io.zonekeeper.core.health.CordonPolicy.Mode;
import io.zonekeeper.core.zone.Verdict;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StackOrdersTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant MORNING = NOON.minus(Duration.ofHours(3));
    private static final String SHOP = "default/shop";

    private final Map<String, ZoneStanding> zones = new HashMap<>();
    private final Map<ProbeMatrix.Stack, StackJudgement> judgements = new HashMap<>();

    StackOrdersTest() {
        List.of("a", "b", "c").forEach(zone -> zones.put(zone, healthy(zone, Optional.empty())));
    }

    @Test
    void aZoneThatIsWellMayBeUsedSinceItIsWell() {
        assertThat(decide(served("a")).orders()).containsEntry("a", new StackOrder.Stay(Optional.of(MORNING)));
    }

    @Test
    void aCordonedZoneIsLeftForTheCordonsReason() {
        Instant end = NOON.plus(Duration.ofHours(1));
        zones.put("b", healthy("b", Optional.of(new Cordon(Cause.CLOSURE, "closes", NOON, Optional.of(end), false))));
        assertThat(decide(served("a"), served("b")).orders())
                .containsEntry("b", new StackOrder.Leave(Cause.CLOSURE, "closes", false, Optional.of(end)));
    }

    @Test
    void aServiceThatFailsInOneZoneLeavesItAndTheZoneStaysOpen() {
        failing("b", true);
        StackOrders.Decision decision = decide(served("a"), served("b"), served("c"));
        assertThat(decision.failing()).containsExactly("b");
        assertThat(decision.orders().get("b")).isInstanceOf(StackOrder.Leave.class);
        assertThat(decision.orders().get("a")).isInstanceOf(StackOrder.Stay.class);
        assertThat(decision.refusals()).isEmpty();
    }

    /** A person's word for one service is an order like a cordon; the zone itself stays open. */
    @Test
    void aServiceLeavesWhatAPersonWantsItToLeave() {
        StackOrders.Decision decision =
                decide(served("a"), new StackOrders.Standing("b", false, false, false, true), served("c"));
        assertThat(decision.orders().get("b"))
                .isEqualTo(new StackOrder.Leave(
                        Cause.MANUAL, "the service is annotated zonekeeper.io/evacuate", false, Optional.empty()));
        assertThat(decision.failing()).isEmpty();
        assertThat(decision.unwanted()).containsExactly("b");
        failing("c", true);
        assertThat(decide(served("a"), new StackOrders.Standing("b", true, false, false, true), served("c"))
                        .refusals())
                .extracting(Refusal::reason)
                .containsExactly("MaxCordonedZones");
    }

    @Test
    void inACordonedZoneAPersonsWordForOneServiceAddsNothing() {
        zones.put("b", healthy("b", Optional.of(new Cordon(Cause.MANUAL, "works", NOON, Optional.empty(), false))));
        StackOrders.Decision decision = decide(served("a"), new StackOrders.Standing("b", false, false, false, true));
        assertThat(decision.unwanted()).isEmpty();
        assertThat(decision.orders())
                .containsEntry("b", new StackOrder.Leave(Cause.MANUAL, "works", false, Optional.empty()));
    }

    @Test
    void aServiceThatFailsEverywhereStays() {
        List.of("a", "b", "c").forEach(zone -> failing(zone, false));
        StackOrders.Decision decision = decide(served("a"), served("b"), served("c"));
        assertThat(decision.failing()).isEmpty();
        assertThat(decision.orders().values())
                .allMatch(order -> order instanceof StackOrder.Stay stay
                        && stay.healthySince().isEmpty());
    }

    @Test
    void notASecondZoneWhileAFirstIsAway() {
        failing("c", true);
        StackOrders.Decision decision = decide(served("a"), away("b", true), served("c"));
        assertThat(decision.refusals()).extracting(Refusal::reason).containsExactly("MaxCordonedZones");
        assertThat(decision.orders().get("c")).isInstanceOf(StackOrder.Stay.class);
    }

    @Test
    void notBeyondTheBudgetAndOnlyInModeAutomatic() {
        failing("b", true);
        assertThat(StackOrders.decide(SHOP, List.of(served("b")), zones, judgements, CordonPolicy.DEFAULT, 0, Set.of())
                        .refusals())
                .extracting(Refusal::reason)
                .containsExactly("ServiceEvacuationsPerHour");
        assertThat(StackOrders.decide(SHOP, List.of(served("b")), zones, judgements, mode(Mode.ADVISE), 20, Set.of())
                        .refusals())
                .extracting(Refusal::reason)
                .containsExactly("Advised");
    }

    @Test
    void oneThatLeftStaysAwayWhileItFailsWhateverTheBudget() {
        failing("b", true);
        StackOrders.Decision decision =
                StackOrders.decide(SHOP, List.of(away("b", true)), zones, judgements, mode(Mode.ADVISE), 0, Set.of());
        assertThat(decision.orders().get("b")).isInstanceOf(StackOrder.Leave.class);
    }

    @Test
    void oneThatFailedByItselfIsNotTrustedWithoutProbes() {
        assertThat(stay(decide(away("b", true))).healthySince()).isEmpty();
        assertThat(stay(decide(away("b", true))).missing().orElseThrow())
                .contains("no observer reports", "zonekeeper.io/failback: b");
        passing("b", NOON.minusSeconds(30));
        assertThat(decide(away("b", true)).orders())
                .containsEntry("b", new StackOrder.Stay(Optional.of(NOON.minusSeconds(30))));
    }

    /** The check that condemned it may have been the fault: then there is nobody left who could clear it. */
    @Test
    void oneThatFailedByItselfIsTrustedWithItsZoneWhenItHasNoHealthChecksAnyMore() {
        assertThat(stay(decide(new StackOrders.Standing("b", true, true, false, false, false)))
                        .healthySince())
                .hasValue(MORNING);
        assertThat(stay(decide(Mode.DISABLED, new StackOrders.Standing("b", true, true, false, false, false)))
                        .healthySince())
                .hasValue(Instant.EPOCH);
    }

    @Test
    void oneThatFailedByItselfIsTrustedWithItsZoneWhenAPersonAsksAndNothingIsHeardOfIt() {
        assertThat(stay(decide(new StackOrders.Standing("b", true, true, true, false)))
                        .healthySince())
                .hasValue(MORNING);
    }

    @Test
    void butNotWhileItsHealthChecksFail() {
        failing("b", false);
        var stay = stay(decide(new StackOrders.Standing("b", true, true, true, false)));
        assertThat(stay.healthySince()).isEmpty();
        assertThat(stay.missing()).hasValue("its health checks fail there");
    }

    @Test
    void oneThatLeftForItsZoneIsTrustedWithItWhereNothingIsProbed() {
        assertThat(decide(away("b", false)).orders()).containsEntry("b", new StackOrder.Stay(Optional.of(MORNING)));
    }

    @Test
    void withAdviceAloneOneThatFailedByItselfComesHomeOnlyWhenAsked() {
        passing("b", NOON.minusSeconds(30));
        assertThat(stay(decide(Mode.ADVISE, away("b", true))).healthySince()).isEmpty();
        assertThat(stay(decide(Mode.ADVISE, away("b", true))).missing().orElseThrow())
                .contains("not Automatic");
        assertThat(decide(Mode.ADVISE, new StackOrders.Standing("b", true, true, true, false))
                        .orders())
                .containsEntry("b", new StackOrder.Stay(Optional.of(NOON.minusSeconds(30))));
    }

    @Test
    void withNothingJudgedAZoneThatNobodyCordonsMayBeUsed() {
        assertThat(decide(Mode.DISABLED, away("b", false)).orders())
                .containsEntry("b", new StackOrder.Stay(Optional.of(Instant.EPOCH)));
        assertThat(stay(decide(Mode.DISABLED, away("b", true))).healthySince()).isEmpty();
    }

    private static StackOrder.Stay stay(StackOrders.Decision decision) {
        return (StackOrder.Stay) decision.orders().get("b");
    }

    @Test
    void aZoneThatWasRemovedForGoodIsNoneOfThoseThatAreLeft() {
        failing("b", true);
        for (boolean removed : new boolean[] {false, true}) {
            ZoneStanding a =
                    healthy("a", Optional.of(new Cordon(Cause.AUTOMATIC, "dark", NOON, Optional.empty(), false)));
            zones.put("a", new ZoneStanding(a.judgement(), a.cordon(), a.refusal(), a.history(), removed));
            StackOrders.Decision decision = decide(away("a", false), served("b"));
            assertThat(decision.failing()).isEqualTo(removed ? Set.of("b") : Set.of());
            assertThat(decision.refusals()).hasSize(removed ? 0 : 1);
        }
    }

    private StackOrders.Decision decide(StackOrders.Standing... stacks) {
        return decide(Mode.AUTOMATIC, stacks);
    }

    private StackOrders.Decision decide(Mode mode, StackOrders.Standing... stacks) {
        return StackOrders.decide(SHOP, List.of(stacks), zones, judgements, mode(mode), 20, Set.of());
    }

    private static StackOrders.Standing served(String zone) {
        return new StackOrders.Standing(zone, false, false, false, false);
    }

    private static StackOrders.Standing away(String zone, boolean forService) {
        return new StackOrders.Standing(zone, true, forService, false, false);
    }

    private void failing(String zone, boolean own) {
        judgements.put(
                new ProbeMatrix.Stack(SHOP, zone),
                new StackJudgement(
                        true, own, true, new ProbeMatrix.StackView(4, 4, 4), Optional.empty(), NOON, NOON, Ring.EMPTY));
    }

    private void passing(String zone, Instant since) {
        judgements.put(
                new ProbeMatrix.Stack(SHOP, zone),
                new StackJudgement(
                        false,
                        false,
                        false,
                        new ProbeMatrix.StackView(1, 0, 0),
                        Optional.of(since),
                        NOON,
                        NOON,
                        Ring.EMPTY));
    }

    private static CordonPolicy mode(Mode mode) {
        CordonPolicy policy = CordonPolicy.DEFAULT;
        return new CordonPolicy(
                mode,
                policy.maxCordonedZones(),
                policy.minHealthyZones(),
                policy.zoneCordonsPerDay(),
                policy.stableFor(),
                policy.holdDown(),
                policy.zoneRetention());
    }

    private static ZoneStanding healthy(String zone, Optional<Cordon> cordon) {
        var judgement =
                new Judgement(zone, Verdict.HEALTHY, MORNING, Optional.of(MORNING), Map.of(), List.of(), false, false);
        return new ZoneStanding(judgement, cordon, Optional.empty(), CordonHistory.NONE);
    }
}
