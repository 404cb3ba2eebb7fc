package io.zonekeeper.controllers.mongocluster.links;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.Document;

/** Reads what members answer to {@code hello}, {@code replSetGetStatus} and {@code replSetGetConfig}. */
public final class MemberAnswers {
    /** Error codes of the manual ("Error Codes"). */
    static final int UNAUTHORIZED = 13;

    static final int AUTHENTICATION_FAILED = 18;
    public static final int ALREADY_INITIALIZED = 23;
    static final int NOT_YET_INITIALIZED = 94;
    static final int INVALID_REPLICA_SET_CONFIG = 93;

    /** Of {@code myState}: one that a server does not tell. */
    private static final int UNKNOWN = 6;

    private static final int PRIMARY = 1;
    private static final int SECONDARY = 2;
    private static final int RECOVERING = 3;
    private static final int REMOVED = 10;

    private MemberAnswers() {}

    /**
     * Returns what {@code hello} says. A server without a set says the same whether it never had one or was removed
     * from it; which, only its status tells.
     */
    static MemberState hello(BsonDocument answer) {
        if (!answer.containsKey("setName")) {
            return MemberState.REMOVED;
        }
        if (AnswerFields.isTrue(answer, "isWritablePrimary") || AnswerFields.isTrue(answer, "ismaster")) {
            return MemberState.PRIMARY;
        }
        return AnswerFields.isTrue(answer, "secondary") ? MemberState.SECONDARY : MemberState.SYNCING;
    }

    /**
     * Returns the report that status and configuration make. From a configuration that cannot be read nothing is known
     * of the set.
     *
     * @param answer what {@code replSetGetConfig} answered
     */
    static MemberReport report(Document status, Document answer, Instant at) {
        MemberState state =
                switch (AnswerFields.number(status, "myState", UNKNOWN).intValue()) {
                    case PRIMARY -> MemberState.PRIMARY;
                    case SECONDARY -> MemberState.SECONDARY;
                    case RECOVERING -> MemberState.RECOVERING;
                    case REMOVED -> MemberState.REMOVED;
                    default -> MemberState.SYNCING;
                };
        long applied = AnswerFields.document(status, "optimes")
                .flatMap(optimes -> AnswerFields.document(optimes, "appliedOpTime"))
                .flatMap(time -> AnswerFields.typed(time, "ts", BsonTimestamp.class))
                .map(BsonTimestamp::getTime)
                .orElse(0);
        return new MemberReport(
                state, at, AnswerFields.document(answer, "config").flatMap(config -> view(config, applied)));
    }

    private static Optional<SetView> view(Document config, long applied) {
        List<Document> written = AnswerFields.documents(config, "members");
        boolean complete = !written.isEmpty()
                && written.stream()
                        .allMatch(member -> AnswerFields.text(member, "host").isPresent());
        return complete
                ? Optional.of(new SetView(
                        AnswerFields.number(config, "version", 0).longValue(),
                        written.stream().map(MemberAnswers::member).toList(),
                        applied))
                : Optional.empty();
    }

    /** Returns a view with what {@code hello} reports about the last operation that was applied. */
    static SetView applied(SetView view, BsonDocument hello) {
        return Optional.of(hello)
                .map(answer -> answer.get("lastWrite"))
                .filter(BsonValue::isDocument)
                .map(write -> write.asDocument().get("opTime"))
                .filter(BsonValue::isDocument)
                .map(time -> time.asDocument().get("ts"))
                .filter(BsonValue::isTimestamp)
                .map(time -> new SetView(
                        view.version(), view.members(), time.asTimestamp().getTime()))
                .orElse(view);
    }

    /** Returns what {@code getParameter} reports about the version that the data is compatible with. */
    static Optional<String> featureCompatibility(Document answer) {
        return AnswerFields.document(answer, "featureCompatibilityVersion")
                .flatMap(found -> AnswerFields.text(found, "version"));
    }

    /**
     * Returns a configuration with the members that it should have. Only what is Zonekeeper's changes: members that are
     * no longer asked for are left out, new ones come last, and the others keep all that they have but for their tag
     * {@code zone}.
     */
    public static List<Document> members(List<Document> standing, List<SetMember> wanted) {
        Map<String, Document> byHost = standing.stream()
                .collect(Collectors.toMap(
                        member -> AnswerFields.text(member, "host").orElse(""),
                        Function.identity(),
                        (first, again) -> first));
        int next = 1
                + standing.stream()
                        .mapToInt(
                                member -> AnswerFields.number(member, "_id", 0).intValue())
                        .max()
                        .orElse(-1);
        List<Document> members = new ArrayList<>();
        for (SetMember member : wanted) {
            Document known = byHost.get(member.host());
            if (known == null) {
                members.add(document(next++, member));
            } else {
                if (!member.zone().isEmpty()) {
                    Document tags =
                            new Document(AnswerFields.document(known, "tags").orElseGet(Document::new));
                    known.put("tags", tags.append("zone", member.zone()));
                }
                members.add(known);
            }
        }
        return members;
    }

    /** Returns a member as it is added. */
    public static Document document(int id, SetMember member) {
        return new Document("_id", id)
                .append("host", member.host())
                .append("votes", member.votes())
                .append("priority", member.priority())
                .append("tags", new Document("zone", member.zone()));
    }

    private static SetMember member(Document member) {
        return new SetMember(
                AnswerFields.text(member, "host").orElseThrow(),
                AnswerFields.number(member, "votes", 1).intValue(),
                AnswerFields.number(member, "priority", 1).doubleValue(),
                AnswerFields.document(member, "tags")
                        .flatMap(tags -> AnswerFields.text(tags, "zone"))
                        .orElse(""),
                AnswerFields.isTrue(member, "hidden"),
                AnswerFields.number(
                                member,
                                "secondaryDelaySecs",
                                AnswerFields.number(member, "slaveDelay", 0).intValue())
                        .longValue());
    }
}
