package io.zonekeeper.controllers.mongocluster.links;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;
import io.zonekeeper.testing.MutatedJson;

import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers of servers in a form that nobody expects: what reads them goes on, and claims nothing that was not said. */
class StrangeAnswersTest {
    private static final int MANY = 20_000;
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String HELLO = """
            {"setName": "rs0", "setVersion": 3, "isWritablePrimary": true, "secondary": false,
             "lastWrite": {"opTime": {"ts": {"$timestamp": {"t": 7, "i": 1}}, "t": 1}}}
            """;
    private static final String STATUS = """
            {"set": "rs0", "myState": 1, "optimes": {"appliedOpTime": {"ts": {"$timestamp": {"t": 7, "i": 1}}}},
             "members": [{"_id": 0, "name": "a:27017", "stateStr": "PRIMARY"}]}
            """;
    private static final String CONFIG = """
            {"config": {"_id": "rs0", "version": 3, "members": [
              {"_id": 0, "host": "a:27017", "priority": 1, "votes": 1, "hidden": false, "tags": {"zone": "a"}},
              {"_id": 1, "host": "b:27017", "priority": 0.5, "secondaryDelaySecs": 60, "tags": {"rack": "r"}}]}}
            """;

    @Test
    void ofMembers() {
        MutatedJson.feed(MANY, List.of(HELLO, STATUS, CONFIG), answer -> {
            if (parses(answer.toString())) {
                Document found = Document.parse(answer.toString());
                BsonDocument hello = BsonDocument.parse(answer.toString());
                SetView view = MemberAnswers.report(Document.parse(STATUS), Document.parse(CONFIG), NOW)
                        .view()
                        .orElseThrow();
                assertThat(MemberAnswers.hello(hello)).isNotNull();
                assertThat(MemberAnswers.applied(view, hello).members()).isEqualTo(view.members());
                assertThat(MemberAnswers.featureCompatibility(found)).isEmpty();
                MemberReport report = MemberAnswers.report(found, found, NOW);
                report.view()
                        .ifPresent(read -> assertThat(read.members())
                                .allSatisfy(member -> assertThat(member.host()).isNotNull()));
                MemberAnswers.members(
                        AnswerFields.documents(found, "members"), List.of(SetMember.equal("a:27017", "a")));
            }
        });
    }

    @Test
    void aStateThatIsNotToldIsNoPrimary() {
        assertThat(MemberAnswers.report(new Document("myState", "1"), new Document(), NOW))
                .isEqualTo(new MemberReport(MemberState.SYNCING, NOW, Optional.empty()));
    }

    @Test
    void ofMongos() {
        String shards =
                "{\"shards\": [{\"_id\": \"rs0\", \"host\": \"rs0/a\"}, {\"_id\": \"rs1\", \"host\": \"rs1/b\"}]}";
        String balancer = "{\"mode\": \"off\", \"inBalancerRound\": false}";
        MutatedJson.feed(MANY, List.of(shards, balancer), answer -> {
            if (parses(answer.toString())) {
                Document found = Document.parse(answer.toString());
                RouterLink.report(found, Document.parse(balancer))
                        .ifPresent(report -> assertThat(report.balancerOn()).isFalse());
                RouterLink.report(Document.parse(shards), found)
                        .ifPresent(report -> assertThat(report.shards()).hasSize(2));
            }
        });
    }

    @Test
    void aBalancerWhoseModeIsUnknownIsNotTakenForOneThatIsOn() {
        assertThat(RouterLink.report(Document.parse("{shards: []}"), new Document()))
                .isEmpty();
    }

    @Test
    void aShardWithoutANameIsNotTakenForNone() {
        assertThat(RouterLink.report(Document.parse("{shards: [{host: 'a'}]}"), new Document("mode", "full")))
                .isEmpty();
    }

    /** What is no document of BSON never comes from a server. */
    private static boolean parses(String answer) {
        try {
            BsonDocument.parse(answer);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }
}
