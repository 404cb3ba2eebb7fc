package io.zonekeeper.testing.mongo;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** A connection to a mongod. */
final class MongodSession extends Session {
    private final Servers servers;
    private final Mongod member;

    MongodSession(Servers servers, Mongod member) {
        super(servers, member.admin);
        this.servers = servers;
        this.member = member;
    }

    @Override
    String counted() {
        return member.host;
    }

    @Override
    BsonDocument hello() {
        synchronized (servers) {
            return member.hello();
        }
    }

    @Override
    BsonDocument command(String name, BsonDocument body) {
        synchronized (servers) {
            return switch (name) {
                case "replSetGetStatus" -> member.status();
                case "replSetGetConfig" ->
                    member.config == null
                            ? Answer.error(94, "NotYetInitialized", "no replset config has been received")
                            : Answer.ok()
                                    .append("config", member.config.document().clone());
                case "replSetInitiate" -> member.initiate(body.getDocument(name));
                case "replSetReconfig" -> member.reconfigure(body.getDocument(name), force(body));
                case "replSetStepDown" ->
                    member.stepDown(body.getNumber(name, new BsonInt32(60)).intValue(), force(body));
                default -> Answer.error(59, "CommandNotFound", "no such command: '" + name + "'");
            };
        }
    }

    private static boolean force(BsonDocument body) {
        return body.getBoolean("force", BsonBoolean.FALSE).getValue();
    }
}
