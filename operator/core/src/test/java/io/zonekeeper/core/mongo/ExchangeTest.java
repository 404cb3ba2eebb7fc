package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.PodFact;
import io.zonekeeper.core.mongo.facts.RouterFact;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A zone is exchanged for another, whoever is primary; and what people configured stays. */
class ExchangeTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final List<SetMember> CONFIG =
            List.of(SetMember.equal("a", "a"), SetMember.equal("b", "b"), SetMember.equal("c", "c"));

    @Test
    void aPrimaryThatIsToGoStepsDownFirst() {
        assertThat(decide(exchange("a", CONFIG, 0)))
                .isEqualTo(new SetDecision.Act(
                        new MongoAction.StepDown("cfg", "a", "it is no longer in the spec and will be removed")));
    }

    @Test
    void theGateIsOpenMeanwhile() {
        assertThat(MongosGate.of(SetQuorum.of(exchange("a", CONFIG, 0), NOW)).open())
                .isTrue();
    }

    @Test
    void whereNobodyCanTakeOverThatIsToldAndTheOthersCatchUp() {
        assertThat(decide(exchange("a", CONFIG, 600))).isInstanceOfSatisfying(SetDecision.Hold.class, hold -> {
            assertThat(hold.refusal().reason().word()).isEqualTo("NoSuccessor");
            assertThat(hold.refusal().message()).contains("b is 600 s behind", "c is 600 s behind");
        });
    }

    @Test
    void whereNobodyMayTakeOverTheNewMemberIsAddedForItMay() {
        List<SetMember> config =
                List.of(CONFIG.get(0), new SetMember("b", 1, 0, "b"), new SetMember("c", 1, 0, "c", true, 0));
        assertThat(decide(exchange("a", config, 0)))
                .isInstanceOfSatisfying(
                        SetDecision.Act.class,
                        act -> assertThat(act.action())
                                .isInstanceOfSatisfying(MongoAction.Reconfigure.class, change -> {
                                    assertThat(change.primary()).isEqualTo("a");
                                    assertThat(change.members())
                                            .containsExactly(
                                                    config.get(0),
                                                    config.get(1),
                                                    config.get(2),
                                                    SetMember.equal("d", "d"));
                                }));
    }

    @Test
    void afterwardsTheNewOneIsAddedAndTheOldOneRemoved() {
        assertThat(decide(exchange("b", CONFIG, 0)))
                .isInstanceOfSatisfying(
                        SetDecision.Act.class,
                        act -> assertThat(act.action())
                                .isInstanceOfSatisfying(
                                        MongoAction.Reconfigure.class,
                                        change -> assertThat(change.members())
                                                .extracting(SetMember::host)
                                                .containsExactly("a", "b", "c", "d")));
    }

    @Test
    void ofAMemberThatWasNeverAskedNothingIsKnownAndItIsSaid() {
        SetFact set = exchange("a", CONFIG, 0);
        SetFact blind = new SetFact("cfg", set.members(), Optional.empty(), true);
        assertThat(SetQuorum.of(blind, NOW).state()).isEqualTo(QuorumState.UNKNOWN);
        assertThat(decide(blind))
                .isInstanceOfSatisfying(
                        SetDecision.Wait.class,
                        wait -> assertThat(wait.what()).contains("the state of a is not known yet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SECONDARY", "RECOVERING", "SYNCING", "REMOVED", "UNINITIATED"})
    void aMemberThatIsBackWithDataOfAnEarlierTimeIsAdded(MemberState state) {
        SetFact set = returning(state);
        assertThat(SetQuorum.of(set, NOW).answering())
                .as("it counts for nothing before")
                .isEqualTo(2);
        assertThat(decide(set))
                .isInstanceOfSatisfying(
                        SetDecision.Act.class,
                        act -> assertThat(act.action())
                                .isInstanceOfSatisfying(
                                        MongoAction.Reconfigure.class,
                                        change -> assertThat(change.why()).isEqualTo("add a")));
    }

    @Test
    void oneThatLeadsASetOfItsOwnIsNotAdded() {
        assertThat(decide(returning(MemberState.PRIMARY)))
                .isInstanceOfSatisfying(
                        SetDecision.Hold.class,
                        hold -> assertThat(hold.refusal().reason().word()).isEqualTo("StaleVolume"));
    }

    @Test
    void membersThatPeopleAddedStayAndAreTold() {
        SetMember added = new SetMember("reports:27017", 0, 0, "", true, 0);
        List<SetMember> config = new ArrayList<>(CONFIG);
        config.add(added);
        SetFact set = new SetFact(
                "cfg",
                List.of(
                        member("a", MemberState.PRIMARY, config, 0),
                        member("b", MemberState.SECONDARY, config, 0),
                        member("c", MemberState.SECONDARY, config, 0)),
                Optional.empty(),
                true,
                List.of(),
                List.of(member("reports:27017", MemberState.SECONDARY, config, 0)));
        assertThat(decide(set)).isEqualTo(new SetDecision.Fine());
        assertThat(SetCompleteness.lack(set, NOW)).isEmpty();
        assertThat(SetQuorum.of(set, NOW).answering())
                .as("one without a vote is no part of a majority")
                .isEqualTo(3);
        assertThat(condition(set, "Customized"))
                .contains("reports:27017 is a member of cfg that the spec does not name");
    }

    @Test
    void whatPeopleSetOnOurMembersStaysAndIsTold() {
        List<SetMember> config =
                List.of(CONFIG.get(0), new SetMember("b", 1, 0, "b", true, 0), new SetMember("c", 0, 0, "c", false, 0));
        SetFact set = three(config);
        assertThat(decide(set)).isEqualTo(new SetDecision.Fine());
        assertThat(condition(set, "Customized")).contains("b has priority 0, hidden", "c has votes 0, priority 0");
        assertThat(SetCompleteness.lack(set, NOW))
                .as("of two voters none can be taken away")
                .hasValueSatisfying(lack -> assertThat(lack).contains("there is no majority"));
    }

    @Test
    void onlyTheZoneIsPutBack() {
        List<SetMember> config = List.of(CONFIG.get(0), new SetMember("b", 1, 0, "", true, 0), CONFIG.get(2));
        assertThat(decide(three(config)))
                .isInstanceOfSatisfying(
                        SetDecision.Act.class,
                        act -> assertThat(act.action())
                                .isInstanceOfSatisfying(
                                        MongoAction.Reconfigure.class,
                                        change -> assertThat(change.members().get(1))
                                                .isEqualTo(new SetMember("b", 1, 0, "b", true, 0))));
    }

    private static SetDecision decide(SetFact set) {
        return Formation.decide(set, NOW);
    }

    private static String condition(SetFact set, String type) {
        ClusterFact cluster = new ClusterFact(
                List.of(set), new RouterFact(false, false, false, Optional.empty()), Set.of(), Optional.empty());
        return MongoConditions.of(cluster, MongoPlanner.plan(cluster, NOW), List.of(), false, NOW).stream()
                .filter(fact -> fact.type().equals(type))
                .findFirst()
                .orElseThrow()
                .message();
    }

    /** The spec asks for b, c and d; a goes. */
    private static SetFact exchange(String primary, List<SetMember> config, long behind) {
        return new SetFact(
                "cfg",
                List.of(
                        member("b", primary.equals("b") ? MemberState.PRIMARY : MemberState.SECONDARY, config, behind),
                        member("c", MemberState.SECONDARY, config, behind),
                        uninitiated("d")),
                Optional.empty(),
                true,
                List.of(member("a", primary.equals("a") ? MemberState.PRIMARY : MemberState.SECONDARY, config, 0)),
                List.of());
    }

    /** The set is b and c; a was in it before and is asked for again. */
    private static SetFact returning(MemberState state) {
        List<SetMember> config = CONFIG.subList(1, 3);
        MemberReport report = new MemberReport(
                state,
                NOW,
                state.blank() ? Optional.empty() : Optional.of(new SetView(2, CONFIG, NOW.getEpochSecond() - 90_000)));
        return new SetFact(
                "cfg",
                List.of(
                        new MemberFact("a", "a", Optional.of(report), new PodFact(true, false, true, Optional.of("a"))),
                        member("b", MemberState.PRIMARY, config, 0),
                        member("c", MemberState.SECONDARY, config, 0)),
                Optional.empty(),
                true);
    }

    private static SetFact three(List<SetMember> config) {
        return new SetFact(
                "cfg",
                List.of(
                        member("a", MemberState.PRIMARY, config, 0),
                        member("b", MemberState.SECONDARY, config, 0),
                        member("c", MemberState.SECONDARY, config, 0)),
                Optional.empty(),
                true);
    }

    private static MemberFact uninitiated(String zone) {
        return new MemberFact(
                zone,
                zone,
                Optional.of(new MemberReport(MemberState.UNINITIATED, NOW, Optional.empty())),
                new PodFact(true, false, true, Optional.of(zone)));
    }

    private static MemberFact member(String zone, MemberState state, List<SetMember> config, long behind) {
        return new MemberFact(
                zone,
                zone,
                Optional.of(new MemberReport(
                        state, NOW, Optional.of(new SetView(3, config, NOW.getEpochSecond() - behind)))),
                new PodFact(true, false, true, Optional.of(zone)));
    }
}
