package io.zonekeeper.testing.mongo;

import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** A connection to a mongod. */
final class MongodSession extends Session {
    private static final int CATCH_UP_SECONDS = 10;

    private final Servers servers;
    private final Mongod member;
    private final Runnable rotation;

    /**
     * A connection.
     *
     * @param rotation reads the certificate again for connections to come
     */
    MongodSession(Servers servers, Mongod member, Runnable rotation) {
        super(servers, member.admin);
        this.rotation = rotation;
        this.servers = servers;
        this.member = member;
    }

    @Override
    String counted() {
        return member.host;
    }

    @Override
    boolean knowsUsers() {
        synchronized (servers) {
            return member.knowsUsers();
        }
    }

    @Override
    boolean keepsLogins() {
        return knowsUsers();
    }

    @Override
    BsonDocument hello() {
        synchronized (servers) {
            return member.hello();
        }
    }

    @Override
    BsonDocument command(String name, BsonDocument body) throws InterruptedException {
        if (name.equals("rotateCertificates")) {
            rotation.run();
            return Answer.ok();
        }
        synchronized (servers) {
            return switch (name) {
                case "getParameter" -> member.parameter(body);
                case "replSetGetStatus" -> member.status();
                case "replSetGetConfig" ->
                    member.config == null
                            ? Answer.error(94, "NotYetInitialized", "no replset config has been received")
                            : Answer.ok().append("config", member.config.told());
                case "replSetInitiate" -> member.initiate(body.getDocument(name));
                case "replSetReconfig" -> reconfigure(body.getDocument(name), body);
                case "replSetStepDown" ->
                    stepDown(body.getNumber(name, new BsonInt32(60)).intValue(), body);
                default -> Answer.error(59, "CommandNotFound", "no such command: '" + name + "'");
            };
        }
    }

    /** Answers once a majority has it (manual: "replSetReconfig", "Reconfiguration Waits Until a Majority..."). */
    private BsonDocument reconfigure(BsonDocument next, BsonDocument body) throws InterruptedException {
        BsonDocument done = member.reconfigure(next, force(body));
        boolean waits = Answer.isOk(done) && !force(body);
        return !waits || servers.doneInTime(body, () -> !member.primary() || servers.installed(member))
                ? done
                : Answer.error(50, "MaxTimeMSExpired", "a majority does not have the new configuration yet");
    }

    /** Waits for a secondary to catch up (manual: "replSetStepDown", secondaryCatchUpPeriodSecs). */
    private BsonDocument stepDown(int seconds, BsonDocument body) throws InterruptedException {
        long catchUp = body.getNumber("secondaryCatchUpPeriodSecs", new BsonInt32(CATCH_UP_SECONDS))
                        .longValue()
                * 1000;
        if (!force(body)) {
            servers.doneWithin(catchUp, () -> !member.primary() || member.hasSuccessor());
        }
        return member.stepDown(seconds, force(body));
    }

    private static boolean force(BsonDocument body) {
        return body.getBoolean("force", BsonBoolean.FALSE).getValue();
    }
}
