package io.zonekeeper.core.service;

import java.time.Duration;

import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackDecision.Cause;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each transition of a stack on its way out of a zone and home again. */
class EvacuationTest {
    private static final Duration STABLE_FOR = Duration.ofMinutes(5);

    private static World running(int replicas, String... zones) {
        World world = World.withZones(zones).asks(replicas);
        world.settle();
        return world;
    }

    private static World drained() {
        World world = running(9, "a", "b", "c").leave("a");
        world.settle();
        return world;
    }

    @Nested
    class Leaving {
        @Test
        void firstOnlyTheTrafficIsTakenOff() {
            ServicePlan plan = running(9, "a", "b", "c").leave("a").plan();
            assertThat(World.states(plan)).isEqualTo("a=Shedding:3 b=Active:3 c=Active:3");
            assertThat(plan.outOfTraffic()).containsExactly("a");
            assertThat(plan.stacks())
                    .extracting(stack -> stack.home().orElse(-1))
                    .containsExactly(3, 3, 3);
            assertThat(plan.again()).isTrue();
            assertThat(plan.forecast().ready()).isEqualTo(6);
        }

        @Test
        void thenTheOthersTakeItsPodsOverAndItIsDrained() {
            World world = running(9, "a", "b", "c").leave("a");
            world.step();
            ServicePlan replacing = world.plan();
            assertThat(World.states(replacing)).isEqualTo("a=Replacing:3 b=Active:4 c=Active:5");
            world.carryOutWithoutNewPods(replacing);
            ServicePlan waiting = world.plan();
            assertThat(World.states(waiting)).isEqualTo("a=Replacing:3 b=Active:4 c=Active:5");
            assertThat(waiting.stacks().getFirst().reason())
                    .hasValue("evacuated (Automatic: probes fail): traffic removed, 0 of 3 replacements ready");
            world.carryOut(waiting);
            assertThat(World.states(world.settle())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
        }

        @Test
        void podsOfADrainedZoneMayBeStoppedLater() {
            World world = running(9, "a", "b", "c").leave("a");
            ServicePlan plan = world.step();
            while (!plan.stopsDrained()) {
                plan = world.plan();
                world.carryOut(plan.keepingDrained());
            }
            assertThat(World.states(plan.keepingDrained())).isEqualTo("a=Drained:3 b=Active:4 c=Active:5");
            assertThat(plan.keepingDrained().complete()).isFalse();
            assertThat(World.states(world.plan())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
            world.healthy("a").pass(STABLE_FOR);
            assertThat(World.states(world.settle())).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
        }

        @Test
        void noneIsDrainedWhileOneReplacementIsMissing() {
            World world = running(9, "a", "b", "c").dark("a").breakPods("a");
            world.step();
            world.carryOut(world.plan());
            world.runs("c", 5, 4);
            assertThat(World.states(world.plan())).startsWith("a=Replacing:3");
        }

        /** The process ended before a and b were scaled down, and then c stopped being a zone of the service. */
        @Test
        void aZoneThatStandsInCountsForTheFloorWithThePodsItKeeps() {
            World world = running(9, "a", "b", "c").leave("a").leave("b");
            ServicePlan plan = world.step();
            while (!World.states(plan).equals("a=Drained:1 b=Drained:1 c=Active:9")) {
                world.carryOut(plan);
                plan = world.plan();
            }
            world.remember(plan);
            world.asks(9, "a", "b").leave("c");
            plan = world.plan();
            assertThat(plan.outOfTraffic()).isEmpty();
            assertThat(World.states(plan)).isEqualTo("a=Drained:1 b=Drained:1 c=Removing:4");
        }

        @Test
        void podsOfAZoneThatIsKnownToBeDarkStandInForNobody() {
            World world = running(6, "a", "b").leave("a").darkAndNotLeft("b");
            ServicePlan plan = world.plan();
            assertThat(plan.outOfTraffic()).isEmpty();
            assertThat(plan.heldBack().getFirst().reason().word()).isEqualTo("NoReadyPodElsewhere");
        }

        @Test
        void norDoTheyAllowAnotherZoneToShrink() {
            World world = running(6, "a", "b").leave("a");
            world.settle();
            world.runs("a", 3, 3).healthy("a").pass(STABLE_FOR);
            ServicePlan home = world.plan();
            world.carryOutWithoutNewPods(home);
            world.runs("b", 6, 6).darkAndNotLeft("a");
            assertThat(world.plan().stacks().getLast().replicas()).isEqualTo(6);
        }

        @Test
        void toleranceIsUsedUpInsteadOfASurge() {
            World world = World.withZones("a", "b", "c").asks(12).tolerates(1);
            world.settle();
            ServicePlan plan = world.leave("a").settle();
            assertThat(World.states(plan)).isEqualTo("a=Drained:1 b=Active:6 c=Active:6");
            assertThat(plan.zoneRedundant().reason().word()).isEqualTo("ZonesLost");
        }

        @Test
        void anEmptyZoneGetsNoCanary() {
            World world = World.withZones("a", "b", "c").asks(2);
            String empty = world.settle().stacks().stream()
                    .filter(stack -> stack.replicas() == 0)
                    .findFirst()
                    .orElseThrow()
                    .zone()
                    .name();
            assertThat(World.states(world.leave(empty).settle())).contains(empty + "=Drained:0");
        }

        @Test
        void aServiceMadeDuringItStartsWithTheCanaryOnly() {
            ServicePlan plan = World.withZones("a", "b", "c").asks(9).leave("a").plan();
            assertThat(World.states(plan)).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
            assertThat(plan.outOfTraffic()).containsExactly("a");
            assertThat(plan.stacks())
                    .extracting(stack -> stack.home().orElse(-1))
                    .containsExactly(3, 3, 3);
        }

        @Test
        void whatItLacksIsAskedForAsFarAsTheAllowanceGoes() {
            World world = running(9, "a", "b", "c").leave("a").surges(1);
            world.step();
            ServicePlan first = world.step();
            assertThat(World.states(first)).isEqualTo("a=Replacing:3 b=Active:3 c=Active:4");
            assertThat(first.surgeWanted()).isEqualTo(2);
            assertThat(World.states(world.step())).isEqualTo("a=Replacing:3 b=Active:4 c=Active:4");
            assertThat(World.states(world.settle())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
            assertThat(world.plan().surgeWanted()).isZero();
        }

        @Test
        void aNewZoneTakesItsPart() {
            World world = drained().zone("d", true);
            assertThat(World.states(world.settle())).isEqualTo("a=Drained:1 b=Active:3 c=Active:3 d=Active:3");
        }

        @Test
        void twoZonesAreLeftOneByOneAndBothComeHome() {
            World world = running(12, "a", "b", "c", "d").leave("a").leave("b");
            ServicePlan plan = world.settle();
            assertThat(World.states(plan)).isEqualTo("a=Drained:1 b=Drained:1 c=Active:6 d=Active:6");
            world.healthy("a").healthy("b").pass(STABLE_FOR);
            assertThat(World.states(world.settle())).isEqualTo("a=Active:3 b=Active:3 c=Active:3 d=Active:3");
        }

        @Test
        void aZoneThatIsNoLongerTheServicesGetsNoTrafficOnItsWayOut() {
            World world = drained().asks(9, "b", "c");
            ServicePlan plan = world.plan();
            assertThat(World.states(plan)).isEqualTo("a=Removing:0 b=Active:4 c=Active:5");
            assertThat(plan.outOfTraffic()).containsExactly("a");
            assertThat(World.states(world.settle())).isEqualTo("b=Active:4 c=Active:5");
        }

        @Test
        void aMistakeInTheSpecLetsNoTrafficBack() {
            ServicePlan plan = drained().asks(9, "a", "id-a").plan();
            assertThat(plan.refusals())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("ZoneNamedTwice");
            assertThat(plan.outOfTraffic()).containsExactly("a");
            assertThat(World.states(plan)).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
        }
    }

    @Nested
    class HomeAgain {
        @Test
        void waitsUntilTheZoneWasHealthyForLongEnough() {
            World world = drained().suspect("a");
            assertThat(World.states(world.settle())).startsWith("a=Drained:1");
            ServicePlan waiting = world.healthy("a").plan();
            assertThat(World.states(waiting)).startsWith("a=Drained:1");
            assertThat(waiting.nextChange()).hasValue(world.now().plus(STABLE_FOR));
        }

        @Test
        void firstTheWholeStackThenTheTrafficThenTheOthersShrink() {
            World world = drained().healthy("a").pass(STABLE_FOR);
            ServicePlan returning = world.plan();
            assertThat(World.states(returning)).isEqualTo("a=Returning:3 b=Active:4 c=Active:5");
            world.carryOutWithoutNewPods(returning);
            assertThat(World.states(world.plan())).isEqualTo("a=Returning:3 b=Active:4 c=Active:5");
            assertThat(world.plan().outOfTraffic()).containsExactly("a");
            world.runs("a", 3, 3);
            ServicePlan traffic = world.step();
            assertThat(World.states(traffic)).isEqualTo("a=Active:3 b=Active:4 c=Active:5");
            assertThat(traffic.outOfTraffic()).isEmpty();
            assertThat(traffic.complete()).isFalse();
            ServicePlan last = world.settle();
            assertThat(World.states(last)).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
            assertThat(last.stacks()).allMatch(stack -> stack.home().isEmpty());
        }

        @Test
        void isBrokenOffWhenTheZoneTurnsSuspect() {
            World world = drained().healthy("a").pass(STABLE_FOR);
            world.step();
            assertThat(World.states(world.suspect("a").plan())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
            assertThat(World.states(world.leave("a").plan())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
            world.runs("c", 5, 4);
            assertThat(World.states(world.plan())).isEqualTo("a=Replacing:3 b=Active:4 c=Active:5");
        }

        @Test
        void isBegunByAPersonWhereItIsManual() {
            World world = drained().manualFailback().healthy("a").pass(STABLE_FOR);
            ServicePlan waiting = world.settle();
            assertThat(World.states(waiting)).startsWith("a=Drained:1");
            assertThat(waiting.stacks().getFirst().reason().orElseThrow()).contains("zonekeeper.io/failback: a");
            assertThat(World.states(world.requestsHome("a").plan())).startsWith("a=Returning:3");
        }

        /**
         * All pods of the others are not ready for a moment: the evacuated zone serves meanwhile, and stays evacuated.
         */
        @Test
        void isNotBegunByAMomentInWhichTheOthersHaveNoReadyPod() {
            World world = drained().manualFailback().healthy("a").pass(Duration.ofHours(1));
            world.settle();
            world.runs("b", 4, 0).runs("c", 5, 0);
            ServicePlan blip = world.step();
            assertThat(World.states(blip)).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
            assertThat(blip.outOfTraffic()).isEmpty();
            world.runs("b", 4, 4).runs("c", 5, 5);
            ServicePlan after = world.settle();
            assertThat(World.states(after)).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
            assertThat(after.outOfTraffic()).containsExactly("a");
            assertThat(after.heldBack()).isEmpty();
        }

        @Test
        void isNotBegunIntoAZoneInWhichNoNodeTakesPods() {
            World world = drained().zone("a", false).healthy("a").pass(STABLE_FOR);
            ServicePlan waiting = world.settle();
            assertThat(World.states(waiting)).startsWith("a=Drained:1");
            assertThat(waiting.stacks().getFirst().reason().orElseThrow())
                    .startsWith("evacuated until a node in the zone accepts pods");
            assertThat(World.states(world.requestsHome("a").settle())).startsWith("a=Drained:1");
            assertThat(World.states(world.zone("a", true).plan())).startsWith("a=Returning:3");
        }

        @Test
        void isBrokenOffWhenTheNodesGo() {
            World world = drained().healthy("a").pass(STABLE_FOR);
            world.carryOutWithoutNewPods(world.plan());
            assertThat(World.states(world.zone("a", false).plan())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
        }

        /** StatefulSets only lost their traffic: pods that are ready may have it, whether or not others could start. */
        @Test
        void ofPodsThatNeverMovedNeedsNoNodeThatTakesMore() {
            World world = World.withZones("a", "b", "c").asks(9).stateful();
            world.settle();
            world.leave("a").settle();
            world.zone("a", false).healthy("a").pass(STABLE_FOR);
            assertThat(World.states(world.plan())).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
        }

        @Test
        void thatFindsNoNodeSaysSo() {
            World world = drained().healthy("a").pass(STABLE_FOR);
            world.step();
            ServicePlan stuck =
                    world.troubled("a", 3, "0/4 nodes are available").plan();
            assertThat(World.states(stuck)).isEqualTo("a=Returning:3 b=Active:4 c=Active:5");
            assertThat(stuck.heldBack()).singleElement().satisfies(refusal -> {
                assertThat(refusal.reason().word()).isEqualTo("NoCapacityInZone");
                assertThat(refusal.message()).contains("a waits", "0 of 3", "0/4 nodes are available");
            });
        }

        @Test
        void whatKeepsItIsSaid() {
            World world = drained().decision("a", StackDecision.Stay.untrusted("no observer reports"));
            assertThat(world.plan().stacks().getFirst().reason().orElseThrow())
                    .startsWith("evacuated until there is evidence that it is healthy (no observer reports)");
        }

        @Test
        void aRequestSkipsTheWaitButNotHealth() {
            World world = drained().suspect("a").requestsHome("a");
            assertThat(World.states(world.plan())).startsWith("a=Drained:1");
            assertThat(World.states(world.healthy("a").plan())).startsWith("a=Returning:3");
        }

        @Test
        void aZoneThatHealsInTheMiddleIsStillDrained() {
            World world = running(9, "a", "b", "c").leave("a");
            world.step();
            assertThat(World.states(world.healthy("a").settle())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
        }

        @Test
        void whatChangedInTheMeantimeIsAsItWouldHaveBeen() {
            World world = drained().asks(12);
            assertThat(World.states(world.settle())).isEqualTo("a=Drained:1 b=Active:6 c=Active:6");
            world.healthy("a").pass(STABLE_FOR);
            assertThat(World.states(world.settle())).isEqualTo("a=Active:4 b=Active:4 c=Active:4");
        }
    }

    @Nested
    class Guards {
        @Test
        void theFloorKeepsTrafficUntilReplacementsAreReady() {
            World world = running(9, "a", "b", "c").floor(90).leave("a");
            ServicePlan first = world.plan();
            assertThat(World.states(first)).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
            assertThat(first.heldBack()).singleElement().satisfies(refusal -> {
                assertThat(refusal.reason().word()).isEqualTo("FloorNotMet");
                assertThat(refusal.message()).contains("a keeps", "6 ready", "90", "requires 9");
            });
            world.carryOut(first);
            assertThat(World.states(world.step())).isEqualTo("a=Active:3 b=Active:4 c=Active:5");
            assertThat(World.states(world.step())).startsWith("a=Shedding:3");
            assertThat(World.states(world.settle())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
        }

        @Test
        void podsThatDoNotAnswerAreNotWaitedFor() {
            ServicePlan plan = running(9, "a", "b", "c").floor(100).dark("a").plan();
            assertThat(World.states(plan)).startsWith("a=Shedding:3");
        }

        @Test
        void theLastReadyPodsKeepTheirTraffic() {
            World world = running(6, "a", "b").breakPods("b").dark("a");
            ServicePlan plan = world.settle();
            assertThat(plan.outOfTraffic()).isEmpty();
            assertThat(plan.heldBack())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("NoReadyPodElsewhere");
        }

        @Test
        void theLastReadyPodsGetTheirTrafficBack() {
            World world = drained().breakPods("b").breakPods("c");
            ServicePlan plan = world.plan();
            assertThat(plan.outOfTraffic()).isEmpty();
            assertThat(plan.heldBack())
                    .extracting(refusal -> refusal.reason().word())
                    .contains("NoReadyPodElsewhere");
            world.carryOut(plan);
            world.mendPods("b").mendPods("c");
            ServicePlan after = world.settle();
            assertThat(World.states(after)).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
            assertThat(after.outOfTraffic()).containsExactly("a");
        }

        /** Traffic is taken off again within the floor, as it is the first time. */
        @Test
        void andKeepItUntilTheFloorIsMetElsewhere() {
            World world = running(9, "a", "b", "c").acts(Action.STOP_TRAFFIC).leave("a");
            world.settle();
            world.runs("b", 3, 0).runs("c", 3, 0);
            ServicePlan plan = world.plan();
            assertThat(plan.outOfTraffic()).isEmpty();
            assertThat(World.states(plan)).isEqualTo("a=Shedding:3 b=Active:3 c=Active:3");
            assertThat(plan.stacks().getFirst().reason().orElseThrow()).contains("traffic kept");
            world.remember(plan);
            world.runs("b", 3, 1);
            assertThat(world.plan().outOfTraffic()).isEmpty();
            assertThat(world.plan().heldBack())
                    .singleElement()
                    .satisfies(refusal -> assertThat(refusal.message()).contains("have 1", "need 6"));
            world.runs("b", 3, 3).runs("c", 3, 3);
            assertThat(world.plan().outOfTraffic()).containsExactly("a");
        }

        @Test
        void whenAllZonesAreToBeLeftNoneIsTouched() {
            ServicePlan plan =
                    running(9, "a", "b", "c").dark("a").dark("b").dark("c").settle();
            assertThat(World.states(plan)).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
            assertThat(plan.heldBack())
                    .extracting(refusal -> refusal.reason().word())
                    .containsOnly("AllZonesEvacuating");
            assertThat(plan.complete()).isTrue();
        }

        @Test
        void podsThatServeAreNotHandedToAZoneWithoutTraffic() {
            World world = running(9, "a", "b", "c").acts(Action.STOP_TRAFFIC).leave("a");
            world.settle();
            ServicePlan plan = world.asks(9, "a").settle();
            assertThat(plan.outOfTraffic()).containsExactly("a");
            assertThat(World.states(plan)).isEqualTo("a=Shedding:9 b=Removing:3 c=Removing:3");
        }

        @Test
        void aServiceInOneZoneStays() {
            ServicePlan plan = running(3, "a").dark("a").settle();
            assertThat(World.states(plan)).isEqualTo("a=Active:3");
            assertThat(plan.heldBack())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("OnlyZone");
        }

        @Test
        void withoutASlotItIsOnlyTold() {
            ServicePlan plan =
                    running(9, "a", "b", "c").withoutSlots().dark("a").settle();
            assertThat(World.states(plan)).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
            assertThat(plan.heldBack())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("NoSlot");
        }

        @Test
        void withoutCapacityElsewhereNothingIsDrainedAndItIsTold() {
            World world = running(9, "a", "b", "c").leave("a");
            world.step();
            ServicePlan replacing = world.plan();
            world.carryOutWithoutNewPods(replacing);
            world.troubled("b", 4, "exceeded quota");
            ServicePlan stuck = world.plan();
            assertThat(World.states(stuck)).startsWith("a=Replacing:3");
            assertThat(stuck.heldBack()).singleElement().satisfies(refusal -> {
                assertThat(refusal.reason().word()).isEqualTo("NoCapacityElsewhere");
                assertThat(refusal.message()).contains("a:", "b: exceeded quota");
            });
        }

        @Test
        void aZoneWithoutNodesIsGivenNoReplacements() {
            World world = running(12, "a", "b", "c", "d").zone("d", false).runs("d", 3, 0);
            assertThat(World.states(world.leave("a").floor(50).settle()))
                    .isEqualTo("a=Drained:1 b=Active:4 c=Active:5 d=Active:3");
        }
    }

    @Nested
    class Lesser {
        @Test
        void observeOnlyTells() {
            ServicePlan plan =
                    running(9, "a", "b", "c").acts(Action.OBSERVE).dark("a").settle();
            assertThat(World.states(plan)).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
            assertThat(plan.stacks().getFirst().reason().orElseThrow()).contains("Automatic: silent", "Observe");
        }

        @Test
        void stopTrafficLeavesThePods() {
            World world = running(9, "a", "b", "c").acts(Action.STOP_TRAFFIC).leave("a");
            ServicePlan plan = world.settle();
            assertThat(World.states(plan)).isEqualTo("a=Shedding:3 b=Active:3 c=Active:3");
            assertThat(plan.complete()).isTrue();
            world.healthy("a");
            assertThat(World.states(world.settle())).startsWith("a=Shedding:3");
            world.pass(STABLE_FOR);
            assertThat(World.states(world.settle())).startsWith("a=Active:3");
        }

        @Test
        void statefulSetsOnlyLoseTraffic() {
            World world = World.withZones("a", "b", "c").asks(9).stateful();
            world.settle();
            assertThat(World.states(world.leave("a").settle())).isEqualTo("a=Shedding:3 b=Active:3 c=Active:3");
            world.healthy("a").pass(STABLE_FOR);
            assertThat(World.states(world.settle())).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
        }

        @Test
        void someoneElsesCordonIsMadeUpForElsewhereKeepsItsPodsAndIsFollowedBackAtOnce() {
            World world = running(9, "a", "b", "c").manualFailback().leave("a", Cause.EXTERNAL);
            ServicePlan plan = world.settle();
            assertThat(World.states(plan)).isEqualTo("a=Shedding:3 b=Active:4 c=Active:5");
            world.suspect("a").runs("a", 3, 2);
            assertThat(World.states(world.plan())).startsWith("a=Shedding:3");
            world.runs("a", 3, 3);
            assertThat(World.states(world.settle())).isEqualTo("a=Active:3 b=Active:3 c=Active:3");
        }

        @Test
        void toleranceThatIsThereAlreadyMakesUpForSomeoneElsesCordon() {
            World world = World.withZones("a", "b", "c").asks(12).tolerates(1);
            world.settle();
            world.leave("a", Cause.EXTERNAL).zone("a", false);
            assertThat(World.states(world.settle())).isEqualTo("a=Shedding:6 b=Active:6 c=Active:6");
        }

        @Test
        void aZoneThatTakesNoPodsKeepsThoseItHasUntilOthersServeInTheirPlace() {
            for (int replicas : new int[] {1, 2}) {
                World world = World.withZones("a", "b").asks(replicas);
                ServicePlan before = world.settle();
                String zone = before.stacks().stream()
                        .filter(stack -> stack.replicas() > 0)
                        .findFirst()
                        .orElseThrow()
                        .zone()
                        .name();
                world.leave(zone, Cause.EXTERNAL).zone(zone, false);
                world.carryOutWithoutNewPods(world.plan());
                ServicePlan surging = world.plan();
                StackPlan kept = of(surging, zone);
                assertThat(kept.inTraffic()).isTrue();
                assertThat(kept.awaitsReplacements()).isTrue();
                assertThat(surging.replicas()).isEqualTo(replicas + 1);
                world.carryOutWithoutNewPods(surging);
                for (StackPlan stack : world.plan().stacks()) {
                    world.runs(stack.zone().name(), stack.replicas(), stack.replicas());
                }
                ServicePlan replaced = world.settle(zone);
                assertThat(of(replaced, zone).inTraffic()).isFalse();
                assertThat(of(replaced, zone).awaitsReplacements()).isFalse();
                assertThat(replaced.ready() - of(replaced, zone).fact().ready()).isEqualTo(replicas);
            }
        }

        @Test
        void twoZonesOneCordonedByHandDoNotWaitForEachOther() {
            World world = World.withZones("a", "b").asks(4);
            world.settle();
            world.leave("b", Cause.EXTERNAL).zone("b", false);
            world.carryOutWithoutNewPods(world.plan());
            assertThat(world.plan().heldBack())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("FloorNotMet");
            ServicePlan done = world.settle("b");
            assertThat(World.states(done)).isEqualTo("a=Active:4 b=Shedding:2");
            assertThat(done.heldBack()).isEmpty();
        }

        @Test
        void whereNothingCanStartElsewhereADrainNeedNotWaitForIt() {
            World world = running(3, "a", "b", "c").leave("a", Cause.EXTERNAL).zone("a", false);
            world.carryOutWithoutNewPods(world.plan());
            world.carryOutWithoutNewPods(world.plan());
            ServicePlan waiting = world.plan();
            assertThat(of(waiting, "a").inTraffic()).isFalse();
            assertThat(of(waiting, "a").awaitsReplacements()).isTrue();
            String receiver = waiting.stacks().stream()
                    .filter(stack -> stack.replicas() == 2)
                    .findFirst()
                    .orElseThrow()
                    .zone()
                    .name();
            world.pending(receiver, 2, 1, "no room");
            assertThat(of(world.plan(), "a").awaitsReplacements()).isFalse();
            assertThat(world.plan().heldBack())
                    .extracting(refusal -> refusal.reason().word())
                    .containsExactly("NoCapacityElsewhere");
        }

        private static StackPlan of(ServicePlan plan, String zone) {
            return plan.stacks().stream()
                    .filter(stack -> stack.zone().name().equals(zone))
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void someoneElsesCordonIsNoPlaceForReplacements() {
            World world = running(12, "a", "b", "c", "d").floor(50).leave("a", Cause.EXTERNAL);
            world.settle();
            ServicePlan plan = world.dark("b").settle();
            assertThat(World.states(plan)).isEqualTo("a=Shedding:3 b=Drained:1 c=Active:6 d=Active:6");
            world.suspect("a");
            assertThat(World.states(world.settle())).startsWith("a=Active:4 b=Drained:1 c=Active:4 d=Active:4");
        }

        @Test
        void aSuspicionAfterSomeoneElsesCordonReplaces() {
            World world = running(9, "a", "b", "c").leave("a", Cause.EXTERNAL);
            world.settle();
            assertThat(World.states(world.leave("a").settle())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
        }
    }

    @Nested
    class Closing {
        @Test
        void isUnhurried() {
            World world = running(9, "a", "b", "c").closes("a", Duration.ofHours(1));
            world.step();
            ServicePlan replacing = world.plan();
            assertThat(World.states(replacing)).isEqualTo("a=Active:3 b=Active:4 c=Active:5");
            assertThat(replacing.heldBack()).isEmpty();
            world.carryOutWithoutNewPods(replacing);
            assertThat(World.states(world.plan())).startsWith("a=Active:3");
            assertThat(world.plan().nextChange()).hasValue(world.now().plus(Duration.ofMinutes(55)));
            assertThat(World.states(world.settle())).isEqualTo("a=Drained:1 b=Active:4 c=Active:5");
        }

        @Test
        void hurriesWhenTheEndIsNear() {
            World world = running(9, "a", "b", "c").closes("a", Duration.ofHours(1));
            world.step();
            world.carryOutWithoutNewPods(world.plan());
            world.pass(Duration.ofMinutes(55));
            assertThat(World.states(world.plan())).startsWith("a=Shedding:3");
        }

        @Test
        void podsThatCannotMoveServeUntilTheEndIsNear() {
            World world = World.withZones("a", "b", "c").asks(9).stateful();
            world.settle();
            world.closes("a", Duration.ofHours(1));
            assertThat(World.states(world.settle())).startsWith("a=Active:3");
            world.pass(Duration.ofMinutes(55));
            assertThat(World.states(world.settle())).startsWith("a=Shedding:3");
        }
    }
}
