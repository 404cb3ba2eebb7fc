package io.zonekeeper.core.service;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.rollout.RolloutPlan;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServicePlannerTest {
    @Nested
    class Zones {
        @Test
        void usesEveryZoneWithANodeUnlessListed() {
            World world = World.withZones("a", "b", "c").zone("d", false).asks(9);
            assertThat(World.spread(world.plan())).isEqualTo("a=3 b=3 c=3");
        }

        @Test
        void listedZonesAreUsedEvenWithoutNodes() {
            World world = World.withZones("a", "b").zone("c", false).asks(6, "a", "id-b", "c");
            assertThat(World.spread(world.plan())).isEqualTo("a=2 b=2 c=2");
        }

        @Test
        void aZoneThatLostItsNodesStays() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            world.zone("c", false).runs("c", 3, 0);
            assertThat(World.spread(world.plan())).isEqualTo("a=3 b=3 c=3");
            assertThat(world.plan().stacks().get(2).reason()).hasValue("no node in the zone accepts pods");
        }

        @Test
        void aForgottenZoneIsHandedOverAndRemoved() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            world.forget("c");

            ServicePlan first = world.plan();
            assertThat(World.spread(first)).isEqualTo("a=5 b=4 c=3");
            assertThat(first.stacks().get(2).state()).isEqualTo(StackState.REMOVING);
            world.carryOut(first);
            world.carryOut(world.plan());
            ServicePlan last = world.plan();
            assertThat(last.remove()).extracting(zone -> zone.name()).containsExactly("c");
            assertThat(World.spread(last)).isEqualTo("a=5 b=4");
        }

        @Test
        void sameZoneByNameAndIdChangesNothingAndQuotesBoth() {
            World world = World.withZones("a", "b").asks(4);
            world.settle();
            ServicePlan plan = world.asks(8, "a", "id-a").plan();
            assertThat(World.spread(plan)).isEqualTo("a=2 b=2");
            assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
                assertThat(refusal.reason().word()).isEqualTo("ZoneNamedTwice");
                assertThat(refusal.message()).contains("a", "id-a");
            });
        }

        @Test
        void anUnknownZoneIsToldWithTheKnownOnesAndTheOthersGoOn() {
            ServicePlan plan = World.withZones("a", "b").asks(4, "a", "b", "z").plan();
            assertThat(World.spread(plan)).isEqualTo("a=2 b=2");
            assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
                assertThat(refusal.reason().word()).isEqualTo("UnknownZone");
                assertThat(refusal.message()).contains("z", "a (id-a)", "b (id-b)");
            });
        }

        @Test
        void theStackOfAnEntryThatBecameUnknownIsLeftAloneAndWhatServesOfItCounts() {
            for (String entry : List.of("c", "id-c")) {
                World world = World.withZones("a", "b", "c").asks(9, "a", "id-b", entry);
                world.settle();
                world.forget("c");
                assertThat(World.states(world.plan())).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
                assertThat(world.plan().remove()).isEmpty();
                assertThat(world.plan().stacks().getLast().reason().orElseThrow())
                        .contains(entry + " of spec.zones matches no known zone");
                world.runs("c", 3, 0);
                assertThat(World.spread(world.plan())).isEqualTo("a=5 b=4 c=3");
            }
        }

        @Test
        void noZoneLeavesWhileAnEntryStandsForNone() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            world.asks(9, "a", "typo");
            assertThat(World.states(world.plan())).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
            assertThat(world.plan().refusals())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("UnknownZone");
            assertThat(World.states(world.asks(9, "a", "b").plan())).isEqualTo("a=Active:5 b=Active:4 c=Removing:3");
        }

        @Test
        void withoutAnyZoneNothingIsDoneAndSaid() {
            ServicePlan plan = World.withZones().asks(3).plan();
            assertThat(plan.stacks()).isEmpty();
            assertThat(plan.refusals())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("NoZone");
        }

        @Test
        void aNameTooLongForOneZoneIsRefusedThereOnly() {
            String longZone = "z".repeat(20);
            ServicePlan plan =
                    World.withZones("a", longZone).named("s".repeat(50)).asks(4).plan();
            assertThat(World.spread(plan)).isEqualTo("a=4");
            assertThat(plan.refusals())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("NameTooLong");
            assertThat(plan.refusals().getFirst().message()).contains("71", "63");
        }

        @Test
        void statefulNamesAreShorter() {
            ServicePlan plan = World.withZones("zone")
                    .named("s".repeat(48))
                    .asks(1)
                    .stateful()
                    .plan();
            assertThat(plan.refusals().getFirst().message()).contains("53", "52");
        }
    }

    @Nested
    class Moves {
        @Test
        void scaleDownIsImmediate() {
            World world = World.withZones("a", "b", "c").asks(14);
            world.settle();
            ServicePlan plan = world.asks(5).plan();
            assertThat(plan.replicas()).isEqualTo(5);
        }

        @Test
        void aNewZoneIsFilledBeforeOthersShrink() {
            World world = World.withZones("a", "b").asks(12);
            world.settle();
            world.zone("c", true);
            ServicePlan grow = world.plan();
            assertThat(World.spread(grow)).isEqualTo("a=6 b=6 c=4");
            world.carryOut(grow);
            assertThat(World.spread(world.plan())).isEqualTo("a=4 b=4 c=4");
        }

        @Test
        void unreadyPodsAreNoReasonToKeepOthers() {
            World world = World.withZones("a", "b").asks(4).runs("a", 4, 0).runs("b", 0, 0);
            assertThat(World.spread(world.plan())).isEqualTo("a=2 b=2");
        }

        @Test
        void claimsHoldPodsWhereTheyAre() {
            World world = World.withZones("a", "b").asks(4).stateful();
            world.settle();
            world.zone("c", true);
            ServicePlan plan = world.plan();
            assertThat(World.spread(plan)).isEqualTo("a=2 b=2 c=0");
            assertThat(plan.balanced().reason().word()).isEqualTo("VolumesHoldZones");
        }
    }

    @Nested
    class Answers {
        @Test
        void saysWhatIsLeftWhenAZoneIsLost() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            assertThat(world.plan().forecast().zones())
                    .extracting(loss -> loss.zone() + " " + loss.readyLeft() + " " + loss.percent())
                    .containsExactly("a 6 66", "b 6 66", "c 6 66");
        }

        @Test
        void saysWhatToleranceCosts() {
            ConditionFact answer =
                    World.withZones("a", "b", "c").asks(12).plan().zoneRedundant();
            assertThat(answer.reason().word()).isEqualTo("NotRequested");
            assertThat(answer.message()).contains("18 pods would run instead of 12");
        }

        @Test
        void runsMoreWhereALossIsTolerated() {
            World world = World.withZones("a", "b", "c").asks(12).tolerates(1);
            assertThat(World.spread(world.plan())).isEqualTo("a=6 b=6 c=6");
            assertThat(world.plan().zoneRedundant().reason().word()).isEqualTo("PodsNotReady");
            assertThat(world.settle().zoneRedundant().reason().word()).isEqualTo("Tolerates1");
        }

        @Test
        void redundancyIsClaimedFromReadyPodsOnly() {
            World world = World.withZones("a", "b", "c").asks(12).tolerates(1);
            world.settle();
            world.runs("c", 6, 5);
            ConditionFact answer = world.plan().zoneRedundant();
            assertThat(text(answer)).isEqualTo("ZoneRedundant=false PodsNotReady");
            assertThat(answer.message())
                    .isEqualTo(
                            "17 of 18 pods are ready; with 1 zone lost, as few as 11 of the 12 replicas would remain");
            world.runs("a", 6, 0).runs("b", 6, 0).runs("c", 6, 0);
            assertThat(world.plan().zoneRedundant().reason().word()).isEqualTo("PodsNotReady");
        }

        /** A second zone fails, and limits keep it from being left: its pods are called ready for most of a minute. */
        @Test
        void podsThatAreKnownNotToAnswerAreNoRedundancy() {
            World world = World.withZones("a", "b", "c").asks(12).tolerates(1);
            world.settle();
            assertThat(world.plan().zoneRedundant().holds()).isTrue();
            ServicePlan plan = world.darkAndNotLeft("b").plan();
            assertThat(text(plan.zoneRedundant())).isEqualTo("ZoneRedundant=false PodsNotReady");
            assertThat(plan.forecast().zones())
                    .extracting(loss -> loss.zone() + " " + loss.readyLeft())
                    .containsExactly("a 6", "b 12", "c 6");
        }

        @Test
        void whatIsSaidOfZonesIsOfTheNodesThatPodsRunOn() {
            World world = World.withZones("a", "b", "c").asks(6).tolerates(1);
            world.settle();
            world.runsElsewhere("b", 3, Map.of("a", 3)).runsElsewhere("c", 3, Map.of("a", 3));
            ServicePlan plan = world.plan();
            assertThat(plan.forecast().zones())
                    .extracting(loss -> loss.zone() + " " + loss.readyLeft())
                    .containsExactly("a 0", "b 9", "c 9");
            assertThat(text(plan.zoneRedundant())).isEqualTo("ZoneRedundant=false PodsNotReady");
            assertThat(text(plan.balanced())).isEqualTo("Balanced=false PodsInOtherZone");
            assertThat(plan.balanced().message()).startsWith("3 ready pods of b run on nodes of a, 3 ready pods of c");
        }

        @Test
        void tooFewZonesRunWhatWasAskedFor() {
            ServicePlan plan = World.withZones("a").asks(4).tolerates(1).plan();
            assertThat(World.spread(plan)).isEqualTo("a=4");
            assertThat(plan.zoneRedundant().reason().word()).isEqualTo("NotEnoughZones");
        }
    }

    @Nested
    class Conditions {
        @Test
        void readyWhenEveryZoneHasItsShare() {
            World world = World.withZones("a", "b", "c").asks(9);
            assertThat(conditions(world.plan())).contains("Ready=false Progressing", "Reconciling=true Progressing");
            assertThat(conditions(world.settle()))
                    .contains(
                            "Ready=true Spread",
                            "Reconciling=false Settled",
                            "Stalled=false Accepted",
                            "Balanced=true Balanced");
        }

        /**
         * After a failback, or a scale-down: a zone that lacks nothing is not out of balance for what is stopped next.
         */
        @Test
        void balancedWhereNoZoneLacksPods() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            assertThat(conditions(world.runs("b", 5, 5).plan()))
                    .contains("Balanced=true Balanced", "Reconciling=true Progressing");
            ServicePlan more = world.asks(12).plan();
            assertThat(text(more.balanced())).isEqualTo("Balanced=false Spreading");
            assertThat(more.balanced().message()).isEqualTo("a has 3 of 4 ready, c has 3 of 4 ready");
        }

        @Test
        void aRefusalStallsAndTheServiceIsReadyWhileItServes() {
            World world = World.withZones("a").asks(2);
            world.settle();
            List<ConditionFact> facts = ServiceConditions.of(
                    world.plan(), List.of(new Refusal(AnyReason.REJECTED, "the API server refuses it")));
            assertThat(facts)
                    .extracting(ServicePlannerTest::text)
                    .contains("Ready=true Spread", "Stalled=true Rejected");
        }

        @Test
        void whatAControllerComplainsOfIsTold() {
            World world = World.withZones("a").asks(2).troubled("a", 2, "exceeded quota");
            ConditionFact ready = ServiceConditions.of(world.plan(), List.of()).getFirst();
            assertThat(text(ready)).isEqualTo("Ready=false PodsFailing");
            assertThat(ready.message()).isEqualTo("a: exceeded quota");
        }

        @Test
        void readyMeansThatEnoughPodsServeWhateverIsUnderWay() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            world.updating("b", 3, 3);
            assertThat(conditions(world.plan())).contains("Ready=true Serving", "Reconciling=true Progressing");
            world.updating("b", 3, 2);
            assertThat(conditions(world.plan())).contains("Ready=false Progressing", "Reconciling=true Progressing");
        }

        @Test
        void sparePodsForALossAreNotNeededToBeReady() {
            World world = World.withZones("a", "b", "c").asks(12).tolerates(1);
            world.settle();
            world.runs("c", 6, 0);
            assertThat(conditions(world.plan())).contains("Ready=true Serving", "Reconciling=true Progressing");
            world.runs("b", 6, 5);
            assertThat(conditions(world.plan())).contains("Ready=false Progressing");
        }

        @Test
        void aHaltedRolloutStallsAndTheServiceIsReadyWhileItServes() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            world.updating("b", 3, 3);
            RolloutPlan halted = new RolloutPlan(
                    Map.of(),
                    new RolloutMemory("new", RolloutPhase.HALTED, Optional.of("b"), Instant.EPOCH),
                    Optional.of(new Refusal(ServiceReason.ROLLOUT_HALTED, "b does worse")),
                    Optional.empty(),
                    Set.of(),
                    false,
                    Optional.empty());
            assertThat(ServiceConditions.of(world.plan(), halted, List.of()))
                    .extracting(ServicePlannerTest::text)
                    .contains(
                            "Ready=true Serving",
                            "Reconciling=false RolloutHalted",
                            "Stalled=true RolloutHalted",
                            "RolledOut=false RolloutHalted");
        }

        @Test
        void aRolloutThatWaitsForAPausedWorkloadStallsToo() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            world.updating("b", 3, 3);
            RolloutPlan paused = new RolloutPlan(
                    Map.of(),
                    new RolloutMemory("new", RolloutPhase.PAUSED, Optional.of("b"), Instant.EPOCH),
                    Optional.of(new Refusal(ServiceReason.WORKLOAD_PAUSED, "b: Deployment web-b is paused")),
                    Optional.empty(),
                    Set.of(),
                    false,
                    Optional.empty());
            assertThat(ServiceConditions.of(world.plan(), paused, List.of()))
                    .extracting(ServicePlannerTest::text)
                    .contains(
                            "Ready=true Serving",
                            "Reconciling=false WorkloadPaused",
                            "Stalled=true WorkloadPaused",
                            "RolledOut=false WorkloadPaused");
        }

        @Test
        void aRolloutIsUnderWayFromItsFirstPlanOn() {
            World world = World.withZones("a", "b", "c").asks(9);
            world.settle();
            RolloutPlan begun = new RolloutPlan(
                    Map.of(),
                    new RolloutMemory("new", RolloutPhase.UPDATING, Optional.of("b"), Instant.EPOCH),
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    true,
                    Optional.empty());
            assertThat(ServiceConditions.of(world.plan(), begun, List.of()))
                    .extracting(ServicePlannerTest::text)
                    .contains("Ready=true Spread", "Reconciling=true RollingOut", "Stalled=false Accepted");
        }

        private static List<String> conditions(ServicePlan plan) {
            return ServiceConditions.of(plan, List.of()).stream()
                    .map(ServicePlannerTest::text)
                    .toList();
        }
    }

    private static String text(ConditionFact fact) {
        return fact.type() + "=" + fact.holds() + " " + fact.reason().word();
    }
}
