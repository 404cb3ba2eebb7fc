package io.zonekeeper.app.mongo;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.mongo.MemberReport;
import io.zonekeeper.core.mongo.MemberState;
import io.zonekeeper.core.mongo.SetMember;
import io.zonekeeper.core.mongo.SetView;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;

/** Reads what members answer to {@code hello}, {@code replSetGetStatus} and {@code replSetGetConfig}. */
final class MemberAnswers {
    /** Error codes of the manual ("Error Codes"). */
    static final int UNAUTHORIZED = 13;

    static final int AUTHENTICATION_FAILED = 18;
    static final int ALREADY_INITIALIZED = 23;
    static final int NOT_YET_INITIALIZED = 94;
    static final int INVALID_REPLICA_SET_CONFIG = 93;

    private static final int PRIMARY = 1;
    private static final int SECONDARY = 2;
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
        if (answer.getBoolean("isWritablePrimary", answer.getBoolean("ismaster", BsonBoolean.FALSE))
                .getValue()) {
            return MemberState.PRIMARY;
        }
        return answer.getBoolean("secondary", BsonBoolean.FALSE).getValue()
                ? MemberState.SECONDARY
                : MemberState.SYNCING;
    }

    /** Returns the report that status and configuration make. */
    static MemberReport report(Document status, Document config, Instant at) {
        MemberState state = switch (status.getInteger("myState")) {
            case PRIMARY -> MemberState.PRIMARY;
            case SECONDARY -> MemberState.SECONDARY;
            case REMOVED -> MemberState.REMOVED;
            default -> MemberState.SYNCING;
        };
        long applied = Optional.ofNullable(status.get("optimes", Document.class))
                .map(optimes -> optimes.get("appliedOpTime", Document.class))
                .map(time -> time.get("ts", BsonTimestamp.class))
                .map(BsonTimestamp::getTime)
                .orElse(0);
        List<SetMember> members = config.getList("members", Document.class).stream()
                .map(MemberAnswers::member)
                .toList();
        return new MemberReport(
                state, at, Optional.of(new SetView(number(config, "version", 0).longValue(), members, applied)));
    }

    private static SetMember member(Document member) {
        Document tags = member.get("tags", Document.class);
        return new SetMember(
                member.getString("host"),
                number(member, "votes", 1).intValue(),
                number(member, "priority", 1).doubleValue(),
                tags == null || tags.getString("zone") == null ? "" : tags.getString("zone"));
    }

    static Number number(Document document, String key, Number otherwise) {
        return document.get(key) instanceof Number number ? number : otherwise;
    }
}
