package io.zonekeeper.core.service;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.rollout.RolloutPlan;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told of a service whose plan could not be carried out, or not all of it. */
class ServiceConditionsTest {
    private static final Refusal REJECTED =
            new Refusal(AnyReason.REJECTED, "the API server refuses Deployment web-a: words");
    private static final Refusal RETRYING =
            new Refusal(AnyReason.RETRYING, "the API server did not apply Service web: busy");

    @Nested
    class Refusals {
        @Test
        void ofAServiceWithoutPodsAreWhyItIsNotReadyAndNotRolledOut() {
            World world = World.withZones("a", "b").asks(2);

            List<ConditionFact> facts = ServiceConditions.of(
                    world.plan(), rollout(RolloutPhase.COMPLETE), unapplied(List.of(REJECTED), Set.of("a", "b")));

            assertThat(texts(facts))
                    .contains(
                            "Ready=false Rejected",
                            "Stalled=true Rejected",
                            "Reconciling=false Settled",
                            "RolledOut=false Rejected");
            assertThat(fact(facts, "Ready").message()).contains("0 of 2 pods ready", "words");
            assertThat(fact(facts, "RolledOut").message()).contains("words");
        }

        @Test
        void ofABudgetLeaveAServingServiceReadyAndRolledOut() {
            World world = settled();

            List<ConditionFact> facts = ServiceConditions.of(
                    world.plan(),
                    rollout(RolloutPhase.COMPLETE),
                    new FailedApplies(
                            List.of(),
                            List.of(new Refusal(
                                    AnyReason.REJECTED, "the API server refuses PodDisruptionBudget web-a: words")),
                            List.of(),
                            List.of(),
                            Set.of()));

            assertThat(texts(facts)).contains("Ready=true Spread", "Stalled=true Rejected", "RolledOut=true Complete");
        }

        @Test
        void ofATemplateInMidRolloutAreWhyItIsNotRolledOut() {
            List<ConditionFact> facts = ServiceConditions.of(
                    settled().plan(), rollout(RolloutPhase.UPDATING), unapplied(List.of(REJECTED), Set.of()));

            assertThat(texts(facts)).contains("Ready=true Spread", "Stalled=true Rejected", "RolledOut=false Rejected");
        }

        @Test
        void ofAnAmbiguousSpecAreNotReadyWithFewerPodsThanAskedFor() {
            World world = settled().asks(9, "a", "use1-az1");

            assertThat(texts(ServiceConditions.of(world.plan(), List.of())))
                    .as("%s", world.plan().refusals())
                    .anyMatch(text -> text.startsWith("Stalled=true"))
                    .noneMatch(text -> text.startsWith("Ready=true"));
        }

        @Test
        void thatAreTheSameInEveryZoneAreSaidOnce() {
            List<Refusal> inEach = List.of(
                    new Refusal(AnyReason.REJECTED, "the API server refuses Deployment web-us-east-1a: no label team"),
                    new Refusal(AnyReason.REJECTED, "the API server refuses Deployment web-us-east-1b: no label team"),
                    new Refusal(AnyReason.REJECTED, "the API server refuses Deployment web-us-east-1c: another cause"));
            World world =
                    World.withZones("us-east-1a", "us-east-1b", "us-east-1c").asks(3);

            assertThat(fact(ServiceConditions.of(world.plan(), FailedApplies.of(inEach)), "Stalled")
                            .message())
                    .isEqualTo(
                            "the API server refuses Deployment web-us-east-1a: no label team (the same in us-east-1b);"
                                    + " the API server refuses Deployment web-us-east-1c: another cause");
        }
    }

    @Test
    void nothingIsRolledOutBeforeThereIsAWorkload() {
        World world = World.withZones("a", "b").asks(2);

        assertThat(texts(ServiceConditions.of(
                        world.plan(), rollout(RolloutPhase.COMPLETE), unapplied(List.of(), Set.of("a", "b")))))
                .contains("RolledOut=false Starting");
    }

    @Test
    void whatIsTriedAgainIsUnderWayAndDoesNotStall() {
        List<ConditionFact> facts = ServiceConditions.of(
                settled().plan(),
                rollout(RolloutPhase.COMPLETE),
                new FailedApplies(List.of(), List.of(), List.of(RETRYING), List.of(), Set.of()));

        assertThat(texts(facts)).contains("Ready=true Spread", "Reconciling=true Retrying", "Stalled=false Accepted");
        assertThat(fact(facts, "Reconciling").message()).contains("busy");
    }

    @Test
    void aTemplateThatTheServerChangesIsToldBesideAServiceThatServes() {
        List<ConditionFact> facts = ServiceConditions.of(
                settled().plan(),
                rollout(RolloutPhase.COMPLETE),
                new FailedApplies(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new Refusal(AnyReason.SERVER_CHANGES, "spec.template.spec.containers[0].image")),
                        Set.of()));

        assertThat(texts(facts))
                .contains("Ready=true Spread", "Stalled=false Accepted", "Overridden=true ServerChanges");
    }

    @Nested
    class Paused {
        private static final String ANNOTATION = "example.com/paused";

        @Test
        void aScaleUpIsPendingAndTheServiceIsNotReady() {
            World world = settled().asks(4);
            ServicePlan standing = standing(world);
            List<String> pending = PlannedActions.of(world.observation(), world.plan());

            List<ConditionFact> facts = ServiceConditions.paused(standing, world.plan(), pending, true, ANNOTATION);

            assertThat(standing.replicas()).isEqualTo(2);
            assertThat(texts(facts)).contains("Ready=false Paused", "Reconciling=true Paused", "Paused=true Annotated");
            assertThat(fact(facts, "Paused").message()).contains("scale", "from 1 to 2");
        }

        @Test
        void trafficThatShallLeaveIsPendingAndNotTold() {
            World world = World.withZones("a", "b", "c").asks(6);
            world.settle();
            world.dark("a");
            ServicePlan standing = standing(world);

            assertThat(world.plan().outOfTraffic()).containsExactly("a");
            assertThat(standing.outOfTraffic()).isEmpty();
            List<String> pending = PlannedActions.of(world.observation(), world.plan());
            assertThat(pending).anyMatch(action -> action.startsWith("remove traffic from a:"));
            assertThat(texts(ServiceConditions.paused(standing, world.plan(), pending, true, ANNOTATION)))
                    .noneMatch(text -> text.startsWith("Evacuating"));
        }

        @Test
        void aTemplateIsPendingAndNotRolledOut() {
            World world = settled();

            assertThat(texts(ServiceConditions.paused(
                            standing(world), world.plan(), List.of("roll out template x"), false, ANNOTATION)))
                    .contains("Ready=true Serving", "RolledOut=false Paused", "Reconciling=true Paused");
        }

        @Test
        void nothingIsPendingOfAServiceThatIsAsItShouldBe() {
            World world = settled();
            List<String> pending = PlannedActions.of(world.observation(), world.plan());

            assertThat(pending).isEmpty();
            assertThat(texts(ServiceConditions.paused(standing(world), world.plan(), pending, true, ANNOTATION)))
                    .contains("Ready=true Serving", "RolledOut=true Complete", "Reconciling=false Paused");
        }

        private static ServicePlan standing(World world) {
            return ServicePlanner.standing(
                    world.observation(), world.plan(), new Refusal(ServiceReason.PAUSED, "paused"));
        }
    }

    private static World settled() {
        World world = World.withZones("a", "b").asks(2);
        world.settle();
        return world;
    }

    private static FailedApplies unapplied(List<Refusal> workloads, Set<String> missing) {
        return new FailedApplies(workloads, List.of(), List.of(), List.of(), missing);
    }

    private static RolloutPlan rollout(RolloutPhase phase) {
        return new RolloutPlan(
                Map.of(),
                new RolloutMemory("new", phase, Optional.empty(), Instant.EPOCH),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                false,
                Optional.empty());
    }

    private static ConditionFact fact(List<ConditionFact> facts, String type) {
        return facts.stream()
                .filter(fact -> fact.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(List<ConditionFact> facts) {
        return facts.stream()
                .map(fact ->
                        fact.type() + "=" + fact.holds() + " " + fact.reason().word())
                .toList();
    }
}
