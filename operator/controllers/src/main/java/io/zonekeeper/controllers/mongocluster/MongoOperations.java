package io.zonekeeper.controllers.mongocluster;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.controllers.mongocluster.links.AnswerFields;
import io.zonekeeper.controllers.mongocluster.links.ClusterLinks;
import io.zonekeeper.controllers.mongocluster.links.MemberAnswers;
import io.zonekeeper.controllers.mongocluster.links.MemberLink;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.core.reasons.Reason;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what was decided to the servers. Nothing here uses {@code force}. What fails is a refusal with the server's
 * words; the next check decides again.
 */
final class MongoOperations {
    private static final Logger LOG = LoggerFactory.getLogger(MongoOperations.class);
    private static final int MOST_MILLIS = 8000;
    /** Longer than an election takes; a set whose other members all stay down has no primary for so long. */
    private static final int STAY_DOWN_SECONDS = 20;

    private static final int CATCH_UP_SECONDS = 5;

    private final ClusterLinks links;

    MongoOperations(ClusterLinks links) {
        this.links = links;
    }

    /** Does it; what is done by writing to the API server is done elsewhere. Returns why it was not done. */
    Optional<Refusal> send(MongoAction action) {
        try {
            return switch (action) {
                case MongoAction.Initiate(String set, SetMember member) -> initiate(set, member);
                case MongoAction.Reconfigure change -> reconfigure(change);
                case MongoAction.StepDown(String set, String host, String why) -> stepDown(set, host, why);
                case MongoAction.AddShard(String shard, List<String> hosts) -> {
                    LOG.atInfo().addKeyValue("shard", shard).log("adding shard");
                    yield router(new Document("addShard", shard + "/" + String.join(",", hosts))
                            .append("name", shard)
                            .append("maxTimeMS", MOST_MILLIS));
                }
                case MongoAction.StopBalancer() ->
                    router(new Document("balancerStop", 1).append("maxTimeMS", MOST_MILLIS));
                case MongoAction.StartBalancer() ->
                    router(new Document("balancerStart", 1).append("maxTimeMS", MOST_MILLIS));
                case MongoAction.RotateCertificates(String set, String host) -> {
                    links.member(host).ifPresent(MemberLink::rotateCertificates);
                    yield Optional.empty();
                }
                case MongoAction.ChooseFirst recorded -> Optional.empty();
                case MongoAction.BeginRoll recorded -> Optional.empty();
                case MongoAction.EndRoll recorded -> Optional.empty();
                case MongoAction.Look seen -> Optional.empty();
                case MongoAction.Renew applied -> Optional.empty();
                case MongoAction.RenewRouters applied -> Optional.empty();
            };
        } catch (MongoException e) {
            LOG.atWarn()
                    .addKeyValue("action", action)
                    .addKeyValue("cause", e.getMessage())
                    .log("not done");
            return Optional.of(new Refusal(
                    Reason.read(action.getClass().getSimpleName() + "Failed", MongoReason.values()),
                    "%s: %s".formatted(describe(action), e.getMessage())));
        }
    }

    private Optional<Refusal> initiate(String set, SetMember member) {
        Document config = new Document("_id", set).append("members", List.of(MemberAnswers.document(0, member)));
        if (set.equals(SetFact.CONFIG)) {
            config.append("configsvr", true);
        }
        LOG.atInfo().addKeyValue("set", set).addKeyValue("host", member.host()).log("initiating replica set");
        try {
            return member(member.host(), new Document("replSetInitiate", config));
        } catch (MongoCommandException e) {
            if (e.getErrorCode() == MemberAnswers.ALREADY_INITIALIZED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The configuration is read and changed as it stands, so that settings of users stay. */
    private Optional<Refusal> reconfigure(MongoAction.Reconfigure change) {
        MemberLink primary = links.member(change.primary()).orElse(null);
        if (primary == null) {
            return Optional.empty();
        }
        Document config = AnswerFields.document(primary.run(new Document("replSetGetConfig", 1)), "config")
                .orElseGet(Document::new);
        if (AnswerFields.number(config, "version", -1).longValue() != change.version()) {
            return Optional.empty();
        }
        config.put("members", MemberAnswers.members(AnswerFields.documents(config, "members"), change.members()));
        config.put("version", change.version() + 1);
        LOG.atInfo()
                .addKeyValue("set", change.set())
                .addKeyValue("change", change.why())
                .log("reconfiguring replica set");
        return member(change.primary(), new Document("replSetReconfig", config).append("maxTimeMS", MOST_MILLIS));
    }

    private Optional<Refusal> stepDown(String set, String host, String why) {
        LOG.atInfo()
                .addKeyValue("set", set)
                .addKeyValue("host", host)
                .addKeyValue("why", why)
                .log("stepping down");
        return member(
                host,
                new Document("replSetStepDown", STAY_DOWN_SECONDS)
                        .append("secondaryCatchUpPeriodSecs", CATCH_UP_SECONDS));
    }

    private Optional<Refusal> member(String host, Document command) {
        links.member(host).ifPresent(link -> link.run(command));
        return Optional.empty();
    }

    private Optional<Refusal> router(Document command) {
        links.router().ifPresent(link -> {
            link.run(command);
            link.look();
        });
        return Optional.empty();
    }

    /** Returns an action in words, for Events and status. */
    static String describe(MongoAction action) {
        return switch (action) {
            case MongoAction.ChooseFirst(String set, String host) -> "%s will be initiated on %s".formatted(set, host);
            case MongoAction.Initiate(String set, SetMember member) ->
                "initiating %s on %s".formatted(set, member.host());
            case MongoAction.Reconfigure change ->
                "changing the members of %s: %s".formatted(change.set(), change.why());
            case MongoAction.StepDown(String set, String host, String why) ->
                "stepping down the primary of %s, %s: %s".formatted(set, host, why);
            case MongoAction.AddShard(String shard, List<String> hosts) -> "adding shard " + shard;
            case MongoAction.Look(String set) -> "checking " + set;
            case MongoAction.BeginRoll(boolean on) ->
                "a change begins, the balancer is " + (on ? "enabled" : "disabled");
            case MongoAction.StopBalancer() -> "stopping the balancer";
            case MongoAction.Renew(String set, String host) -> "restarting the member of %s, %s".formatted(set, host);
            case MongoAction.RotateCertificates(String set, String host) ->
                "the member of %s, %s, reads its certificate again".formatted(set, host);
            case MongoAction.RenewRouters() -> "restarting mongos zone by zone";
            case MongoAction.StartBalancer() -> "starting the balancer again";
            case MongoAction.EndRoll() -> "the change has reached every member";
        };
    }
}
