package io.zonekeeper.controllers.mongocluster.links;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read from answers of members, and what is changed in their configuration. */
class MemberAnswersTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @Test
    void theTimeOfTheLastOperationIsAbsolute() {
        assertThat(report(2, 1_800_000_000).view().orElseThrow().appliedSeconds())
                .isEqualTo(1_800_000_000);
        SetView heard = MemberAnswers.applied(
                report(2, 1_800_000_000).view().orElseThrow(),
                BsonDocument.parse("{lastWrite: {opTime: {ts: {$timestamp: {t: 1800000009, i: 1}}}}}"));
        assertThat(heard.appliedSeconds()).isEqualTo(1_800_000_009);
        assertThat(heard.version()).isEqualTo(3);
    }

    @Test
    void aHelloWithoutItChangesNothing() {
        SetView view = report(2, 7).view().orElseThrow();
        assertThat(MemberAnswers.applied(view, BsonDocument.parse("{setName: 'rs0'}")))
                .isEqualTo(view);
    }

    @Test
    void oneThatCatchesUpIsToldFromOneThatCopies() {
        assertThat(report(3, 1).state()).isEqualTo(MemberState.RECOVERING);
        assertThat(report(5, 1).state()).isEqualTo(MemberState.SYNCING);
    }

    @Test
    void whatPeopleSetIsRead() {
        SetMember member = report(1, 1).view().orElseThrow().members().getFirst();
        assertThat(member).isEqualTo(new SetMember("a:27017", 1, 0.0, "", true, 60));
    }

    @Test
    void onlyTheTagZoneIsChangedAndMembersOfPeopleKeepTheirPlace() {
        Document ours = new Document("_id", 4)
                .append("host", "a")
                .append("priority", 0.5)
                .append("hidden", false)
                .append("tags", new Document("rack", "r1").append("zone", "old"))
                .append("arbiterOnly", false);
        Document theirs =
                new Document("_id", 9).append("host", "x").append("priority", 0).append("votes", 0);
        List<Document> members = MemberAnswers.members(
                new ArrayList<>(List.of(ours, theirs, new Document("_id", 2).append("host", "gone"))),
                List.of(new SetMember("a", 1, 0.5, "new"), new SetMember("x", 0, 0, ""), SetMember.equal("d", "z")));
        assertThat(members)
                .containsExactly(
                        new Document(ours).append("tags", new Document("rack", "r1").append("zone", "new")),
                        theirs,
                        new Document("_id", 10)
                                .append("host", "d")
                                .append("votes", 1)
                                .append("priority", 1.0)
                                .append("tags", new Document("zone", "z")));
        assertThat(theirs).as("no tag is given to it").doesNotContainKey("tags");
    }

    private static MemberReport report(int state, int applied) {
        Document status = new Document("myState", state)
                .append("optimes", new Document("appliedOpTime", new Document("ts", new BsonTimestamp(applied, 1))));
        Document member = new Document("_id", 0)
                .append("host", "a:27017")
                .append("priority", 0)
                .append("hidden", true)
                .append("secondaryDelaySecs", 60L);
        return MemberAnswers.report(
                status,
                new Document(
                        "config",
                        new Document("_id", "rs0").append("version", 3).append("members", List.of(member))),
                NOW);
    }
}
