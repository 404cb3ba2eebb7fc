package io.zonekeeper.core.cordon;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Ring;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StackDeciderTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant MORNING = NOON.minus(Duration.ofHours(3));
    private static final String SHOP = "default/shop";

    private final Map<String, ZoneDecision> zones = new HashMap<>();
    private final Map<ProbeMatrix.Stack, StackVerdict> verdicts = new HashMap<>();

    StackDeciderTest() {
        List.of("a", "b", "c").forEach(zone -> zones.put(zone, healthy(zone, Optional.empty())));
    }

    @Test
    void aZoneThatIsWellMayBeUsedSinceItIsWell() {
        assertThat(decide(served("a")).byZone()).containsEntry("a", new StackDecision.Stay(Optional.of(MORNING)));
    }

    @Test
    void aCordonedZoneIsLeftForTheCordonsReason() {
        Instant end = NOON.plus(Duration.ofHours(1));
        zones.put("b", healthy("b", Optional.of(new Cordon(Cause.CLOSURE, "closes", NOON, Optional.of(end), false))));
        assertThat(decide(served("a"), served("b")).byZone())
                .containsEntry("b", new StackDecision.Leave(Cause.CLOSURE, "closes", false, Optional.of(end)));
    }

    @Test
    void aServiceThatFailsInOneZoneLeavesItAndTheZoneStaysOpen() {
        failing("b", true);
        StackDecisions decided = decide(served("a"), served("b"), served("c"));
        assertThat(decided.failing()).containsExactly("b");
        assertThat(decided.byZone().get("b")).isInstanceOf(StackDecision.Leave.class);
        assertThat(decided.byZone().get("a")).isInstanceOf(StackDecision.Stay.class);
        assertThat(decided.refusals()).isEmpty();
    }

    /** A person's word for one service is an order like a cordon; the zone itself stays open. */
    @Test
    void aServiceLeavesWhatAPersonWantsItToLeave() {
        StackDecisions decided =
                decide(served("a"), new StackDecider.Subject("b", false, false, false, true), served("c"));
        assertThat(decided.byZone().get("b"))
                .isEqualTo(new StackDecision.Leave(
                        Cause.MANUAL, "the service is annotated zonekeeper.io/evacuate", false, Optional.empty()));
        assertThat(decided.failing()).isEmpty();
        assertThat(decided.unwanted()).containsExactly("b");
        failing("c", true);
        assertThat(decide(served("a"), new StackDecider.Subject("b", true, false, false, true), served("c"))
                        .refusals())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("MaxCordonedZones");
    }

    @Test
    void inACordonedZoneAPersonsWordForOneServiceAddsNothing() {
        zones.put("b", healthy("b", Optional.of(new Cordon(Cause.MANUAL, "works", NOON, Optional.empty(), false))));
        StackDecisions decided = decide(served("a"), new StackDecider.Subject("b", false, false, false, true));
        assertThat(decided.unwanted()).isEmpty();
        assertThat(decided.byZone())
                .containsEntry("b", new StackDecision.Leave(Cause.MANUAL, "works", false, Optional.empty()));
    }

    @Test
    void aServiceThatFailsEverywhereStays() {
        List.of("a", "b", "c").forEach(zone -> failing(zone, false));
        StackDecisions decided = decide(served("a"), served("b"), served("c"));
        assertThat(decided.failing()).isEmpty();
        assertThat(decided.byZone().values())
                .allMatch(decision -> decision instanceof StackDecision.Stay stay
                        && stay.healthySince().isEmpty());
    }

    @Test
    void notASecondZoneWhileAFirstIsAway() {
        failing("c", true);
        StackDecisions decided = decide(served("a"), away("b", true), served("c"));
        assertThat(decided.refusals())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("MaxCordonedZones");
        assertThat(decided.byZone().get("c")).isInstanceOf(StackDecision.Stay.class);
    }

    @Test
    void notBeyondTheBudgetAndOnlyInModeAutomatic() {
        failing("b", true);
        assertThat(StackDecider.decide(SHOP, List.of(served("b")), zones, verdicts, CordonPolicy.DEFAULT, 0, Set.of())
                        .refusals())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("ServiceEvacuationsPerHour");
        assertThat(StackDecider.decide(SHOP, List.of(served("b")), zones, verdicts, mode(Mode.ADVISE), 20, Set.of())
                        .refusals())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("Advised");
    }

    @Test
    void oneThatLeftStaysAwayWhileItFailsWhateverTheBudget() {
        failing("b", true);
        StackDecisions decided =
                StackDecider.decide(SHOP, List.of(away("b", true)), zones, verdicts, mode(Mode.ADVISE), 0, Set.of());
        assertThat(decided.byZone().get("b")).isInstanceOf(StackDecision.Leave.class);
    }

    @Test
    void oneThatFailedByItselfIsNotTrustedWithoutProbes() {
        assertThat(stay(decide(away("b", true))).healthySince()).isEmpty();
        assertThat(stay(decide(away("b", true))).missing().orElseThrow())
                .contains("no observer reports", "zonekeeper.io/failback: b");
        passing("b", NOON.minusSeconds(30));
        assertThat(decide(away("b", true)).byZone())
                .containsEntry("b", new StackDecision.Stay(Optional.of(NOON.minusSeconds(30))));
    }

    /** The check that condemned it may have been the fault: then there is nobody left who could clear it. */
    @Test
    void oneThatFailedByItselfIsTrustedWithItsZoneWhenItHasNoHealthChecksAnyMore() {
        assertThat(stay(decide(new StackDecider.Subject("b", true, true, false, false, false)))
                        .healthySince())
                .hasValue(MORNING);
        assertThat(stay(decide(Mode.DISABLED, new StackDecider.Subject("b", true, true, false, false, false)))
                        .healthySince())
                .hasValue(Instant.EPOCH);
    }

    @Test
    void oneThatFailedByItselfIsTrustedWithItsZoneWhenAPersonAsksAndNothingIsHeardOfIt() {
        assertThat(stay(decide(new StackDecider.Subject("b", true, true, true, false)))
                        .healthySince())
                .hasValue(MORNING);
    }

    @Test
    void butNotWhileItsHealthChecksFail() {
        failing("b", false);
        var stay = stay(decide(new StackDecider.Subject("b", true, true, true, false)));
        assertThat(stay.healthySince()).isEmpty();
        assertThat(stay.missing()).hasValue("its health checks fail there");
    }

    @Test
    void oneThatLeftForItsZoneIsTrustedWithItWhereNothingIsProbed() {
        assertThat(decide(away("b", false)).byZone()).containsEntry("b", new StackDecision.Stay(Optional.of(MORNING)));
    }

    @Test
    void withAdviceAloneOneThatFailedByItselfComesHomeOnlyWhenAsked() {
        passing("b", NOON.minusSeconds(30));
        assertThat(stay(decide(Mode.ADVISE, away("b", true))).healthySince()).isEmpty();
        assertThat(stay(decide(Mode.ADVISE, away("b", true))).missing().orElseThrow())
                .contains("not Automatic");
        assertThat(decide(Mode.ADVISE, new StackDecider.Subject("b", true, true, true, false))
                        .byZone())
                .containsEntry("b", new StackDecision.Stay(Optional.of(NOON.minusSeconds(30))));
    }

    @Test
    void withNothingJudgedAZoneThatNobodyCordonsMayBeUsed() {
        assertThat(decide(Mode.DISABLED, away("b", false)).byZone())
                .containsEntry("b", new StackDecision.Stay(Optional.of(Instant.EPOCH)));
        assertThat(stay(decide(Mode.DISABLED, away("b", true))).healthySince()).isEmpty();
    }

    private static StackDecision.Stay stay(StackDecisions decided) {
        return (StackDecision.Stay) decided.byZone().get("b");
    }

    /** Limits keep a second zone from being cordoned; that its pods do not answer is known all the same. */
    @Test
    void aDarkZoneThatIsNotLeftIsNotTakenForOneThatAnswers() {
        zones.put(
                "b",
                new ZoneDecision(
                        new ZoneVerdict(
                                "b", Verdict.UNHEALTHY, NOON, Optional.empty(), Map.of(), List.of(), true, false),
                        Optional.empty(),
                        Optional.empty(),
                        CordonHistory.NONE));
        assertThat(stay(decide(served("a"), served("b"))).dark()).isTrue();
        assertThat(decide(served("a"), served("b")).byZone().get("a").dark()).isFalse();
    }

    @Test
    void aZoneThatWasRemovedForGoodIsNoneOfThoseThatAreLeft() {
        failing("b", true);
        for (boolean removed : new boolean[] {false, true}) {
            ZoneDecision a =
                    healthy("a", Optional.of(new Cordon(Cause.AUTOMATIC, "dark", NOON, Optional.empty(), false)));
            zones.put("a", new ZoneDecision(a.zoneVerdict(), a.cordon(), a.refusal(), a.history(), removed));
            StackDecisions decided = decide(away("a", false), served("b"));
            assertThat(decided.failing()).isEqualTo(removed ? Set.of("b") : Set.of());
            assertThat(decided.refusals()).hasSize(removed ? 0 : 1);
        }
    }

    private StackDecisions decide(StackDecider.Subject... stacks) {
        return decide(Mode.AUTOMATIC, stacks);
    }

    private StackDecisions decide(Mode mode, StackDecider.Subject... stacks) {
        return StackDecider.decide(SHOP, List.of(stacks), zones, verdicts, mode(mode), 20, Set.of());
    }

    private static StackDecider.Subject served(String zone) {
        return new StackDecider.Subject(zone, false, false, false, false);
    }

    private static StackDecider.Subject away(String zone, boolean forService) {
        return new StackDecider.Subject(zone, true, forService, false, false);
    }

    private void failing(String zone, boolean own) {
        verdicts.put(
                new ProbeMatrix.Stack(SHOP, zone),
                new StackVerdict(
                        true, own, true, new ProbeMatrix.StackView(4, 4, 4), Optional.empty(), NOON, NOON, Ring.EMPTY));
    }

    private void passing(String zone, Instant since) {
        verdicts.put(
                new ProbeMatrix.Stack(SHOP, zone),
                new StackVerdict(
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

    private static ZoneDecision healthy(String zone, Optional<Cordon> cordon) {
        var zoneVerdict = new ZoneVerdict(
                zone, Verdict.HEALTHY, MORNING, Optional.of(MORNING), Map.of(), List.of(), false, false);
        return new ZoneDecision(zoneVerdict, cordon, Optional.empty(), CordonHistory.NONE);
    }
}
