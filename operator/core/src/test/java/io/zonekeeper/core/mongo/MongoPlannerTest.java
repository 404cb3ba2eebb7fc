package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.PodFact;
import io.zonekeeper.core.mongo.facts.RollMemory;
import io.zonekeeper.core.mongo.facts.RouterFact;
import io.zonekeeper.core.mongo.facts.RouterReport;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

import org.junit.jupiter.api.Test;

import static io.zonekeeper.core.mongo.facts.MemberState.PRIMARY;
import static io.zonekeeper.core.mongo.facts.MemberState.SECONDARY;
import static io.zonekeeper.core.mongo.facts.MemberState.SYNCING;
import static io.zonekeeper.core.mongo.facts.MemberState.UNINITIATED;
import static io.zonekeeper.core.mongo.facts.MemberState.UNREACHABLE;
import static org.assertj.core.api.Assertions.assertThat;

/** Single decisions, each with what speaks for and against it. */
class MongoPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final List<String> ZONES = List.of("a", "b", "c");
    private static final RouterFact ROUTERS =
            new RouterFact(true, false, true, Optional.of(new RouterReport(Set.of("rs0"), true, false)));

    @Test
    void whereAllIsWellNothingIsDone() {
        MongoPlan plan = plan(whole("cfg", 0), whole("rs0", 1));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.waiting()).isEmpty();
        assertThat(plan.held()).isEmpty();
        assertThat(plan.whole()).containsExactlyInAnyOrder("cfg", "rs0");
        assertThat(plan.gate().open()).isTrue();
    }

    @Test
    void withOneSilentNothingIsInitiatedForItMayHoldTheData() {
        MongoPlan plan = plan(set("cfg", false, UNINITIATED, UNINITIATED, UNREACHABLE), whole("rs0", 0));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.waiting()).singleElement().asString().contains("c is Unreachable");
    }

    @Test
    void theFirstIsRecordedBeforeItIsInitiated() {
        SetFact blank = set("cfg", false, UNINITIATED, UNINITIATED, UNINITIATED);
        assertThat(plan(blank, whole("rs0", 0)).actions()).containsExactly(new MongoAction.ChooseFirst("cfg", "cfg-a"));
        SetFact chosen = new SetFact("cfg", blank.members(), Optional.of("cfg-b"), false);
        assertThat(plan(chosen, whole("rs0", 0)).actions())
                .containsExactly(new MongoAction.Initiate("cfg", SetMember.equal("cfg-b", "b")));
    }

    @Test
    void aSetThatExistedIsNeverInitiatedAgain() {
        MongoPlan plan = plan(set("cfg", true, UNINITIATED, UNINITIATED, UNINITIATED), whole("rs0", 0));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.held()).extracting(refusal -> refusal.reason().word()).containsExactly("DataLost");
        assertThat(condition(
                        plan,
                        cluster(
                                List.of(set("cfg", true, UNINITIATED, UNINITIATED, UNINITIATED), whole("rs0", 0)),
                                Set.of(),
                                Optional.empty()),
                        "Stalled"))
                .satisfies(stalled -> assertThat(stalled.reason().word()).isEqualTo("DataLost"));
    }

    @Test
    void aPrimaryLeavesACordonedZoneWhereAnotherIsCaughtUp() {
        MongoPlan plan = plan(Set.of("a"), whole("cfg", 0), whole("rs0", 1));
        assertThat(plan.actions())
                .singleElement()
                .isInstanceOfSatisfying(
                        MongoAction.StepDown.class,
                        down -> assertThat(down.host()).isEqualTo("cfg-a"));
    }

    @Test
    void aPrimaryStaysWhereNobodyElseIsCaughtUp() {
        SetFact alone = set("cfg", true, PRIMARY, SYNCING, UNREACHABLE);
        MongoPlan plan = plan(Set.of("a"), alone, whole("rs0", 1));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.held()).extracting(refusal -> refusal.reason().word()).contains("NoSuccessor");
    }

    @Test
    void withBothOtherZonesCordonedThePrimaryGoesToNone() {
        MongoPlan plan = plan(Set.of("a", "b", "c"), whole("cfg", 0), whole("rs0", 1));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.held()).extracting(refusal -> refusal.reason().word()).containsOnly("NoSuccessor");
    }

    @Test
    void nothingIsRestartedWhileAZoneIsCordonedOrASetIsNotWhole() {
        assertThat(plan(Set.of("c"), outdated(whole("cfg", 0)), whole("rs0", 1)).held())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("ZoneCordoned");
        MongoPlan plan = plan(outdated(whole("cfg", 0)), set("rs0", true, PRIMARY, SECONDARY, UNREACHABLE));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.held()).extracting(refusal -> refusal.reason().word()).containsExactly("MembersMissing");
    }

    @Test
    void membersAreAskedAnewBeforeOneIsRestarted() {
        ClusterFact cluster = cluster(List.of(outdated(whole("cfg", 0)), whole("rs0", 1)), Set.of(), Optional.empty());
        MongoPlan plan =
                MongoPlanner.plan(cluster, NOW.plus(SetCompleteness.RECENT).plusSeconds(1));
        assertThat(plan.actions()).containsExactly(new MongoAction.Look("cfg"));
    }

    @Test
    void theBalancerIsRecordedThenStoppedThenWaitedFor() {
        List<SetFact> sets = List.of(outdated(whole("cfg", 0)), whole("rs0", 1));
        assertThat(MongoPlanner.plan(cluster(sets, Set.of(), Optional.empty()), NOW)
                        .actions())
                .containsExactly(new MongoAction.BeginRoll(true));
        Optional<RollMemory> roll = Optional.of(new RollMemory(NOW, true, "", NOW));
        assertThat(MongoPlanner.plan(cluster(sets, Set.of(), roll), NOW).actions())
                .containsExactly(new MongoAction.StopBalancer());
        RouterFact busy = new RouterFact(true, false, true, Optional.of(new RouterReport(Set.of("rs0"), false, true)));
        MongoPlan waiting = MongoPlanner.plan(new ClusterFact(sets, busy, Set.of(), roll), NOW);
        assertThat(waiting.actions()).isEmpty();
        assertThat(waiting.waiting()).singleElement().asString().contains("balancer");
        RouterFact off = new RouterFact(true, false, true, Optional.of(new RouterReport(Set.of("rs0"), false, false)));
        assertThat(MongoPlanner.plan(new ClusterFact(sets, off, Set.of(), roll), NOW)
                        .actions())
                .containsExactly(new MongoAction.Renew("cfg", "cfg-b"));
    }

    @Test
    void aBalancerThatAPersonStoppedIsNotStarted() {
        RouterFact off = new RouterFact(true, false, true, Optional.of(new RouterReport(Set.of("rs0"), false, false)));
        Optional<RollMemory> roll = Optional.of(new RollMemory(NOW, false, "", NOW));
        List<SetFact> sets = List.of(whole("cfg", 0), whole("rs0", 1));
        assertThat(MongoPlanner.plan(new ClusterFact(sets, off, Set.of(), roll), NOW)
                        .actions())
                .containsExactly(new MongoAction.EndRoll());
    }

    @Test
    void aMemberThatIsDownGetsItsTemplateFirst() {
        SetFact down = set("cfg", true, PRIMARY, SECONDARY, UNREACHABLE);
        MongoPlan plan = plan(outdated(down), whole("rs0", 1));
        assertThat(plan.actions()).containsExactly(new MongoAction.Renew("cfg", "cfg-c"));
    }

    @Test
    void aMemberThatCopiesTheDataIsNotRestarted() {
        SetFact copying = set("cfg", true, PRIMARY, SECONDARY, SYNCING);
        MongoPlan plan = plan(outdated(copying), whole("rs0", 1));
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.held()).extracting(refusal -> refusal.reason().word()).containsExactly("MembersMissing");
    }

    @Test
    void aMemberThatIsAwayTooLongIsCalledLost() {
        List<SetFact> sets = List.of(outdated(whole("cfg", 0)), set("rs0", true, PRIMARY, SECONDARY, UNREACHABLE));
        Instant longAgo = NOW.minus(MongoConditions.PATIENCE).minusSeconds(1);
        ClusterFact cluster =
                cluster(sets, Set.of(), Optional.of(new RollMemory(longAgo, true, "restarting c", longAgo)));
        assertThat(condition(MongoPlanner.plan(cluster, NOW), cluster, "Stalled"))
                .satisfies(stalled -> assertThat(stalled.reason().word()).isEqualTo("MemberNotRecovered"));
    }

    @Test
    void aMemberInTheWrongZoneIsTold() {
        SetFact set = whole("cfg", 0);
        List<MemberFact> members = new ArrayList<>(set.members());
        MemberFact strayed = members.getFirst();
        members.set(
                0,
                new MemberFact(
                        "a", strayed.host(), strayed.report(), new PodFact(true, false, true, Optional.of("b"))));
        ClusterFact cluster = cluster(
                List.of(new SetFact("cfg", members, Optional.empty(), true), whole("rs0", 1)),
                Set.of(),
                Optional.empty());
        assertThat(condition(MongoPlanner.plan(cluster, NOW), cluster, "Pinned"))
                .satisfies(pinned -> assertThat(pinned.message()).contains("cfg-a belongs to a and runs in b"));
    }

    @Test
    void aMemberThatIsNotAskedForGoesAfterAllOthersAreThere() {
        MongoPlan plan = plan(without(whole("cfg", 1), "a"), whole("rs0", 1));
        assertThat(plan.actions()).singleElement().isInstanceOfSatisfying(MongoAction.Reconfigure.class, change -> {
            assertThat(change.primary()).isEqualTo("cfg-b");
            assertThat(change.members()).extracting(SetMember::host).containsExactly("cfg-b", "cfg-c");
        });
    }

    private static ConditionFact condition(MongoPlan plan, ClusterFact cluster, String type) {
        return MongoConditions.of(cluster, plan, List.of(), false, NOW).stream()
                .filter(fact -> fact.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static MongoPlan plan(SetFact... sets) {
        return plan(Set.of(), sets);
    }

    private static MongoPlan plan(Set<String> cordoned, SetFact... sets) {
        return MongoPlanner.plan(cluster(List.of(sets), cordoned, Optional.empty()), NOW);
    }

    private static ClusterFact cluster(List<SetFact> sets, Set<String> cordoned, Optional<RollMemory> roll) {
        return new ClusterFact(sets, ROUTERS, cordoned, roll);
    }

    /** The spec does not ask for the member in this zone any more. */
    private static SetFact without(SetFact set, String zone) {
        return new SetFact(
                set.name(),
                set.members().stream()
                        .filter(member -> !member.zone().equals(zone))
                        .toList(),
                set.initiatedOn(),
                set.formed(),
                set.members().stream()
                        .filter(member -> member.zone().equals(zone))
                        .toList(),
                List.of());
    }

    private static SetFact whole(String name, int primary) {
        MemberState[] states = {SECONDARY, SECONDARY, SECONDARY};
        states[primary] = PRIMARY;
        return set(name, true, states);
    }

    private static SetFact outdated(SetFact set) {
        return new SetFact(
                set.name(),
                set.members().stream()
                        .map(member -> new MemberFact(
                                member.zone(),
                                member.host(),
                                member.report(),
                                new PodFact(
                                        true,
                                        true,
                                        member.pod().settled(),
                                        member.pod().runsIn())))
                        .toList(),
                set.initiatedOn(),
                set.formed());
    }

    private static SetFact set(String name, boolean formed, MemberState... states) {
        List<SetMember> config = ZONES.stream()
                .map(zone -> SetMember.equal(name + "-" + zone, zone))
                .toList();
        List<MemberFact> members = new ArrayList<>();
        for (int number = 0; number < states.length; number++) {
            MemberState state = states[number];
            Optional<SetView> view =
                    state.readable() || state == SYNCING ? Optional.of(new SetView(7, config, 0)) : Optional.empty();
            String zone = ZONES.get(number);
            members.add(new MemberFact(
                    zone,
                    name + "-" + zone,
                    Optional.of(new MemberReport(state, NOW.minus(Duration.ofSeconds(1)), view)),
                    new PodFact(true, false, state.readable(), Optional.of(zone))));
        }
        return new SetFact(name, members, Optional.empty(), formed);
    }
}
