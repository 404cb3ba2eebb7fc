package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Members that are behind: neither are the others taken away from them, nor do they take over. */
class LagTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final List<SetMember> CONFIG =
            List.of(SetMember.equal("rs0-a", "a"), SetMember.equal("rs0-b", "b"), SetMember.equal("rs0-c", "c"));

    @ParameterizedTest(name = "{0} s behind, asked {1} s before its primary: lag {2}, caught up {3}")
    @CsvSource({
        "0, 0, 0, true",
        "20, 0, 20, true",
        "21, 0, 21, false",
        "7200, 0, 7200, false",
        "-5, 0, 0, true",
        "30, 10, 20, true",
        "31, 10, 21, false",
        "30, -10, 30, false",
        "7200, 3600, 7165, false",
    })
    void isWhatTheMemberLacksOfItsPrimary(long behind, long askedBefore, long lag, boolean caughtUp) {
        MemberFact primary = member("a", MemberState.PRIMARY, 0, NOW);
        MemberFact member = member("b", MemberState.SECONDARY, behind, NOW.minusSeconds(askedBefore));
        assertThat(Lag.of(member, primary)).contains(Duration.ofSeconds(lag));
        assertThat(Lag.caughtUp(member, primary)).isEqualTo(caughtUp);
    }

    @Test
    void ofOneThatToldNothingIsNotKnown() {
        MemberFact silent = new MemberFact(
                "b",
                "rs0-b",
                Optional.of(new MemberReport(MemberState.SECONDARY, NOW, Optional.empty())),
                new PodFact(true, false, true, Optional.of("b")));
        assertThat(Lag.caughtUp(silent, member("a", MemberState.PRIMARY, 0, NOW)))
                .isFalse();
    }

    @Test
    void aDelayThatPeopleConfiguredIsNoLag() {
        SetMember delayed = new SetMember("rs0-b", 1, 0, "b", true, 3600);
        List<SetMember> config = List.of(CONFIG.get(0), delayed, CONFIG.get(2));
        MemberFact primary = member("a", MemberState.PRIMARY, 0, NOW, config);
        assertThat(Lag.caughtUp(member("b", MemberState.SECONDARY, 3605, NOW, config), primary))
                .isTrue();
        assertThat(Lag.caughtUp(member("b", MemberState.SECONDARY, 3700, NOW, config), primary))
                .isFalse();
    }

    @Test
    void noPrimaryStepsDownForOneThatIsBehind() {
        MongoPlan plan = plan(Set.of("a"), false, 7200, 7200);
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.held())
                .singleElement()
                .satisfies(held -> assertThat(held.reason().word()).isEqualTo("NoSuccessor"))
                .satisfies(held -> assertThat(held.message()).contains("rs0-b is 7200 s behind its primary"));
    }

    @Test
    void aPrimaryStepsDownForTheOneThatHasCaughtUp() {
        assertThat(plan(Set.of("a"), false, 7200, 3).actions())
                .singleElement()
                .isInstanceOf(MongoAction.StepDown.class);
    }

    @Test
    void theMembersAreAskedAnewBeforeAPrimaryStepsDown() {
        MongoPlan plan = MongoPlanner.plan(cluster(Set.of("a"), false, 0, 0), NOW.plusSeconds(6));
        assertThat(plan.actions()).containsOnly(new MongoAction.Look("rs0"));
    }

    @Test
    void theOnlyCurrentSecondaryIsNotRestarted() {
        MongoPlan plan = plan(Set.of(), true, 7200, 0);
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.held()).extracting(refusal -> refusal.reason().word()).containsExactly("MembersMissing");
        assertThat(plan.held().getFirst().message()).contains("in b is 7200 s behind its primary");
        assertThat(plan.whole()).as("nor is it evicted").doesNotContain("rs0");
    }

    @Test
    void membersDoNotChangeWhileOneIsBehind() {
        SetFact set = set(false, 7200, 0);
        SetFact fewer = new SetFact(
                "rs0",
                set.members().subList(0, 2),
                Optional.empty(),
                true,
                set.members().subList(2, 3),
                List.of());
        assertThat(Formation.decide(fewer, NOW))
                .isInstanceOfSatisfying(
                        SetDecision.Wait.class, wait -> assertThat(wait.what()).contains("7200 s behind"));
    }

    private static MongoPlan plan(Set<String> cordoned, boolean outdated, long behindB, long behindC) {
        return MongoPlanner.plan(cluster(cordoned, outdated, behindB, behindC), NOW);
    }

    private static ClusterFact cluster(Set<String> cordoned, boolean outdated, long behindB, long behindC) {
        SetFact config = new SetFact(
                SetFact.CONFIG,
                List.of(
                        member("b", MemberState.PRIMARY, 0, NOW),
                        member("c", MemberState.SECONDARY, 0, NOW),
                        member("a", MemberState.SECONDARY, 0, NOW)),
                Optional.empty(),
                true);
        RouterFact routers =
                new RouterFact(true, false, true, Optional.of(new RouterReport(Set.of("rs0"), false, false)));
        return new ClusterFact(
                List.of(config, set(outdated, behindB, behindC)),
                routers,
                cordoned,
                outdated ? Optional.of(new RollMemory(NOW, true, "", NOW)) : Optional.empty());
    }

    private static SetFact set(boolean outdated, long behindB, long behindC) {
        List<MemberFact> members = List.of(
                member("a", MemberState.PRIMARY, 0, NOW),
                member("b", MemberState.SECONDARY, behindB, NOW),
                member("c", MemberState.SECONDARY, behindC, NOW));
        return new SetFact(
                "rs0",
                members.stream()
                        .map(member -> new MemberFact(
                                member.zone(),
                                member.host(),
                                member.report(),
                                new PodFact(true, outdated && !member.zone().equals("b"), true, Optional.of("x"))))
                        .toList(),
                Optional.empty(),
                true);
    }

    private static MemberFact member(String zone, MemberState state, long behind, Instant at) {
        return member(zone, state, behind, at, CONFIG);
    }

    private static MemberFact member(String zone, MemberState state, long behind, Instant at, List<SetMember> config) {
        return new MemberFact(
                zone,
                "rs0-" + zone,
                Optional.of(new MemberReport(
                        state, at, Optional.of(new SetView(3, config, NOW.getEpochSecond() - behind)))),
                new PodFact(true, false, true, Optional.of(zone)));
    }
}
