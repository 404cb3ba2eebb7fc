package io.zonekeeper.core.service;

import java.time.Duration;
import java.util.List;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EvacuationConditionsTest {
    private final World world = World.withZones("a", "b", "c").asks(9);

    @BeforeEach
    void run() {
        world.settle();
        world.leave("a");
    }

    @Test
    void notReadyWhileReplacementsAreMissing() {
        world.step();
        ServicePlan replacing = world.plan();
        world.carryOutWithoutNewPods(replacing);
        assertThat(texts(world.plan()))
                .contains(
                        "Ready=false Progressing: 6 of 9 pods ready",
                        "Reconciling=true Progressing: pods are being started or stopped",
                        "Evacuating=true Replacing: a is evacuated (Automatic: probes fail): traffic removed, 0 of 3 replacements ready");
    }

    @Test
    void readyWhenTheOthersHaveAll() {
        assertThat(texts(world.settle()))
                .contains(
                        "Ready=true Evacuated: 9 pods ready in 2 zones, without a",
                        "Reconciling=false Settled: no change in progress",
                        "Stalled=false Accepted: no errors",
                        "Balanced=false Evacuated: a is evacuated (Automatic: probes fail): traffic removed, 3 of 3 replacements ready, 1 kept as canary");
    }

    @Test
    void readyAndUnderWayWhileTheZoneComesHome() {
        world.settle();
        world.healthy("a").pass(Duration.ofMinutes(5));
        world.carryOutWithoutNewPods(world.plan());
        assertThat(texts(world.plan()))
                .contains(
                        "Ready=true Evacuated: 9 pods ready in 2 zones, without a",
                        "Reconciling=true Progressing: pods are being started or stopped",
                        "Evacuating=true Returning: a is failing back: 1 of 3 pods ready, no traffic until all are");
    }

    @Test
    void whatWasRefusedIsNotSaidOfTheZonesThatAreLeft() {
        assertThat(ServiceConditions.of(
                        world.settle(), List.of(new Refusal(AnyReason.REJECTED, "the API server refuses it"))))
                .filteredOn(fact -> fact.type().equals("Ready"))
                .extracting(ConditionFact::message)
                .containsExactly("9 pods ready in 2 zones, without a; Stalled names what was refused");
    }

    @Test
    void whatIsHeldBackStallsNothing() {
        List<String> texts = texts(world.leave("b").leave("c").settle());
        assertThat(texts).contains("Ready=true Spread: 9 pods ready in 3 zones");
        assertThat(texts)
                .anyMatch(text -> text.startsWith("EvacuationHeld=true AllZonesEvacuating: a cannot be evacuated"));
        assertThat(texts).noneMatch(text -> text.startsWith("Evacuating"));
    }

    @Test
    void nothingIsSaidOfItWithoutOrders() {
        world.settle();
        world.healthy("a").pass(Duration.ofMinutes(5));
        assertThat(texts(world.settle())).noneMatch(text -> text.startsWith("Evacuat"));
    }

    private static List<String> texts(ServicePlan plan) {
        return ServiceConditions.of(plan, List.of()).stream()
                .map((ConditionFact fact) ->
                        fact.type() + "=" + fact.holds() + " " + fact.reason().word() + ": " + fact.message())
                .toList();
    }
}
