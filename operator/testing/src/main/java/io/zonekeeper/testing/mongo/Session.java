package io.zonekeeper.testing.mongo;

import java.util.Optional;

import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.types.ObjectId;

/**
 * One connection: greets, authenticates, then lets commands through (manual: "hello", "Self-Managed SCRAM
 * Authentication"; specifications: "Authentication", "Server Discovery and Monitoring").
 */
abstract class Session implements Endpoint.Conversation {
    /** MongoDB 8.0. */
    private static final int WIRE_VERSION = 25;

    private static final BsonObjectId PROCESS = new BsonObjectId(new ObjectId());

    private final Servers servers;
    private final Optional<Mongod.Admin> admin;
    private Scram scram;
    private boolean authenticated;

    Session(Servers servers, Optional<Mongod.Admin> admin) {
        this.servers = servers;
        this.admin = admin;
    }

    /** What hello says besides what it always says. */
    abstract BsonDocument hello();

    /** Answers a command of one who may send it; null to hang up. */
    abstract BsonDocument command(String name, BsonDocument body) throws InterruptedException;

    /** Whether users can be looked up, without which nobody logs in. */
    abstract boolean knowsUsers();

    /** Whether those who logged in stay so. */
    abstract boolean keepsLogins();

    /** Whom commands are counted for. */
    abstract String counted();

    @Override
    public BsonDocument answer(Wire.Request request) throws InterruptedException {
        String name = request.name();
        BsonDocument body = request.body();
        if (!name.startsWith("sasl") && !name.equals("endSessions")) {
            servers.counted("command " + counted());
            servers.counted(name + " " + counted());
        }
        if (authenticated && !keepsLogins()) {
            // The user is looked up again and is not there: the connection is nobody's until it logs in again.
            authenticated = false;
        }
        return switch (name) {
            case "hello", "isMaster", "ismaster" -> greet(body);
            case "saslStart" -> saslStart(body);
            case "saslContinue" -> saslContinue(body);
            case "ping", "endSessions", "buildInfo", "buildinfo" -> Answer.ok();
            default ->
                admin.isPresent() && !authenticated
                        ? Answer.error(13, "Unauthorized", "Command " + name + " requires authentication")
                        : dated(command(name, body));
        };
    }

    /**
     * Says as of when a server is no primary: without that a driver knows nothing of it until the next {@code hello}
     * (specifications: "Server Discovery and Monitoring", topologyVersion in errors).
     */
    private BsonDocument dated(BsonDocument answer) {
        return Answer.code(answer) == Answer.NOT_WRITABLE_PRIMARY
                ? answer.append("topologyVersion", topologyVersion(servers.changes()))
                : answer;
    }

    private static BsonDocument topologyVersion(long changes) {
        return new BsonDocument("processId", PROCESS).append("counter", new BsonInt64(changes));
    }

    private BsonDocument greet(BsonDocument body) throws InterruptedException {
        if (body.containsKey("maxAwaitTimeMS")) {
            servers.await(
                    body.getDocument("topologyVersion").getInt64("counter").getValue(),
                    body.getNumber("maxAwaitTimeMS").longValue());
        }
        long seen = servers.changes();
        BsonDocument answer = hello();
        if (body.containsKey("saslSupportedMechs")) {
            answer.append("saslSupportedMechs", new BsonArray(java.util.List.of(new BsonString("SCRAM-SHA-256"))));
        }
        return answer.append("topologyVersion", topologyVersion(seen))
                .append("localTime", new BsonDateTime(System.currentTimeMillis()))
                .append("logicalSessionTimeoutMinutes", new BsonInt32(30))
                .append("maxBsonObjectSize", new BsonInt32(16 * 1024 * 1024))
                .append("maxMessageSizeBytes", new BsonInt32(48_000_000))
                .append("maxWriteBatchSize", new BsonInt32(100_000))
                .append("minWireVersion", new BsonInt32(0))
                .append("maxWireVersion", new BsonInt32(WIRE_VERSION))
                .append("readOnly", BsonBoolean.FALSE);
    }

    private BsonDocument saslStart(BsonDocument body) {
        if (admin.isEmpty() || !knowsUsers()) {
            return denied();
        }
        scram = new Scram(admin.get().user(), admin.get().password());
        return scram.first(text(body)).map(answer -> step(answer, false)).orElseGet(Session::denied);
    }

    private BsonDocument saslContinue(BsonDocument body) {
        if (scram == null) {
            return denied();
        }
        if (authenticated) {
            return step("", true);
        }
        Optional<String> proof = scram.last(text(body));
        authenticated = proof.isPresent();
        // Clients that ask to skip the empty exchange are done here.
        return proof.map(answer -> step(answer, true)).orElseGet(Session::denied);
    }

    private static String text(BsonDocument body) {
        return new String(body.getBinary("payload").getData(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static BsonDocument step(String payload, boolean done) {
        return Answer.ok()
                .append("conversationId", new BsonInt32(1))
                .append("done", BsonBoolean.valueOf(done))
                .append("payload", new BsonBinary(payload.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static BsonDocument denied() {
        return Answer.error(18, "AuthenticationFailed", "Authentication failed.");
    }
}
