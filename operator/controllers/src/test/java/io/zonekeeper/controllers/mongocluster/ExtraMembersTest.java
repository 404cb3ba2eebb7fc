package io.zonekeeper.controllers.mongocluster;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.controllers.mongocluster.manifests.MongoNames;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which members of a set are to be removed, and which belong to people. */
class ExtraMembersTest {
    private static final MongoNames NAMES = new MongoNames("shop", "photos");
    private static final String A = NAMES.hostOf("photos-rs0-a");
    private static final String B = NAMES.hostOf("photos-rs0-b");
    private static final String C = NAMES.hostOf("photos-rs0-c");
    private static final String D = NAMES.hostOf("photos-rs0-d");

    @Test
    void thePrimaryOfAZoneThatWasExchangedIsLeaving() {
        ExtraMembers extra = ExtraMembers.of(
                NAMES,
                "rs0",
                List.of(B, C, D),
                List.of(A, B, C, D),
                Map.of(A, report(MemberState.PRIMARY, 3, A, B, C)));
        assertThat(extra).isEqualTo(new ExtraMembers(Set.of(A), Set.of()));
    }

    @Test
    void soItIsWhereOnlySecondariesTellOfIt() {
        ExtraMembers extra = ExtraMembers.of(
                NAMES, "rs0", List.of(B, C, D), List.of(), Map.of(B, report(MemberState.SECONDARY, 3, A, B, C)));
        assertThat(extra.leaving()).containsExactly(A);
    }

    @Test
    void oneThatWasRemovedIsNot() {
        ExtraMembers extra = ExtraMembers.of(
                NAMES,
                "rs0",
                List.of(B, C, D),
                List.of(A, B, C, D),
                Map.of(
                        A, report(MemberState.SECONDARY, 3, A, B, C),
                        B, report(MemberState.PRIMARY, 5, B, C, D)));
        assertThat(extra.leaving()).isEmpty();
    }

    @Test
    void theNewestConfigurationCountsWhereThereIsNoPrimary() {
        ExtraMembers extra = ExtraMembers.of(
                NAMES,
                "rs0",
                List.of(B, C, D),
                List.of(),
                Map.of(
                        B, report(MemberState.SECONDARY, 3, A, B, C),
                        C, report(MemberState.SECONDARY, 5, B, C, D)));
        assertThat(extra.leaving()).isEmpty();
    }

    @Test
    void withNoConfigurationKnownOneThatWasStartedMayHoldTheData() {
        assertThat(ExtraMembers.of(NAMES, "rs0", List.of(B), List.of(A, B), Map.of())
                        .leaving())
                .containsExactly(A);
        MemberReport blank = new MemberReport(MemberState.UNINITIATED, Instant.EPOCH, Optional.empty());
        assertThat(ExtraMembers.of(NAMES, "rs0", List.of(B), List.of(A, B), Map.of(A, blank))
                        .leaving())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reports:27017",
                "photos-rs0-a-0.photos-rs0-a.other.svc:27017",
                "photos-rs0-a-1.photos-rs0-a.shop.svc:27017",
                "photos-rs0-a-0.elsewhere.shop.svc:27017",
                "photos-cfg-a-0.photos-cfg-a.shop.svc:27017",
                "photos-rs0-a-0.photos-rs0-a.shop.svc:27018"
            })
    void othersBelongToPeople(String host) {
        ExtraMembers extra = ExtraMembers.of(
                NAMES, "rs0", List.of(B, C), List.of(), Map.of(B, report(MemberState.PRIMARY, 3, B, C, host)));
        assertThat(extra).isEqualTo(new ExtraMembers(Set.of(), Set.of(host)));
    }

    private static MemberReport report(MemberState state, long version, String... hosts) {
        List<SetMember> members =
                Arrays.stream(hosts).map(host -> SetMember.equal(host, "z")).toList();
        return new MemberReport(state, Instant.EPOCH, Optional.of(new SetView(version, members, 0)));
    }
}
