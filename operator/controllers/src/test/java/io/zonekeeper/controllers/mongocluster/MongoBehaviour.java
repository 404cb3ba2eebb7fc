package io.zonekeeper.controllers.mongocluster;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.controllers.mongocluster.links.AnswerFields;
import io.zonekeeper.controllers.mongocluster.links.Certificates;
import io.zonekeeper.controllers.mongocluster.links.ClusterLinks;
import io.zonekeeper.controllers.mongocluster.links.MemberLink;
import io.zonekeeper.controllers.mongocluster.links.MongoAccess;
import io.zonekeeper.controllers.mongocluster.links.RouterLink;
import io.zonekeeper.controllers.mongocluster.links.TestCertificates;
import io.zonekeeper.controllers.mongocluster.manifests.ClusterView;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.RouterReport;
import io.zonekeeper.core.mongo.facts.ServerReport;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.mongo.MongoPods;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the operator relies on from MongoDB, told through the operator's own templates, connections and acts. One life
 * of one cluster: each test stands on what those before it left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class MongoBehaviour {
    private static final String CLUSTER = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: MongoCluster
            metadata: {name: photos, namespace: behaviour, uid: 00000000-0000-0000-0000-000000000001}
            spec:
              image: mongo:8.0
              configServers: {zones: [us-east-1a, us-east-1b, us-east-1c], storage: {size: 1Gi}}
              shards: [{name: rs0, storage: {size: 1Gi}}]
              auth: {keyFileSecret: photos-keyfile, adminSecret: photos-admin}
              tls: {secret: photos-tls}
            """;
    private static final Map<String, String> ADMIN = Map.of("username", "admin", "password", "s3cret");
    private static final String CONFIG = "cfg";
    private static final String SHARD = "rs0";
    /** MongoDB's own election timeout is 10 s, and a mongos asks in vain for 15 s and more. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int UNAUTHORIZED = 13;
    private static final int INCOMPATIBLE = 103;
    private static final int NOT_PRIMARY = 10107;

    private final KubernetesSerialization yaml = new KubernetesSerialization();
    private final ClusterView view = view();
    private final String router = view.names().routerHost();
    private final String secondRouter = "two." + router;
    private TestCertificates certificates;
    private MongoPods pods;
    private MongoAccess access;
    private ClusterLinks links;
    private MongoOperations acts;
    private MongoClient writer;

    /**
     * Returns what runs pods.
     *
     * @param secrets the Secrets that templates name
     * @param certificates those of the servers
     */
    abstract MongoPods pods(Map<String, Map<String, String>> secrets, TestCertificates certificates) throws Exception;

    @BeforeAll
    void start() throws Exception {
        certificates = TestCertificates.of(certificateNames());
        pods = pods(
                Map.of(
                        "photos-admin",
                        ADMIN,
                        "photos-keyfile",
                        Map.of("keyFile", "bm90IGEgc2VjcmV0IGF0IGFsbA=="),
                        "photos-tls",
                        Map.of("tls-combined.pem", certificates.combined(), "ca.crt", certificates.authority())),
                certificates);
        access = access("s3cret", Optional.of(certificates.authority()));
        view.places().forEach(this::start);
        links = new ClusterLinks(access, Clock.systemUTC(), () -> {});
        links.members(view.places().stream().map(ClusterView.Place::host).toList());
        acts = new MongoOperations(links);
    }

    @AfterAll
    void stop() {
        Optional.ofNullable(writer).ifPresent(MongoClient::close);
        Optional.ofNullable(links).ifPresent(ClusterLinks::close);
        Optional.ofNullable(pods).ifPresent(MongoPods::close);
    }

    /** Manual: "replSetGetStatus" (NotYetInitialized), "Localhost Exception in Self-Managed Deployments". */
    @Test
    @Order(1)
    void aNewServerKnowsItsAdministratorAndNoSet() {
        view.places().forEach(place -> untilState(place.host(), MemberState.UNINITIATED));
    }

    /** Manual: "SCRAM", "hello" (needs no login), "Error Codes", "Configure mongod and mongos for TLS/SSL". */
    @Test
    @Order(2)
    void nobodyElseIsLetIn() {
        String host = host(CONFIG, 0);
        try (MemberLink wrong = link(host, access("wrong", access.authority()))) {
            Waiting.untilAsserted("wrong credentials are told as that", PATIENCE, () -> {
                wrong.look();
                assertThat(wrong.report().map(MemberReport::state)).contains(MemberState.DENIED);
            });
        }
        try (MemberLink nobody = link(host, new MongoAccess("", "", access.authority()))) {
            assertThat(nobody.run(new Document("hello", 1))).containsEntry("isreplicaset", true);
            assertRefused(UNAUTHORIZED, nobody, new Document("replSetGetStatus", 1));
        }
        try (MemberLink plain = link(host, access("s3cret", Optional.empty()))) {
            assertThatThrownBy(() -> plain.run(new Document("hello", 1)))
                    .as("who does not encrypt is not answered")
                    .isInstanceOf(MongoException.class);
        }
    }

    /** Manual: "replSetInitiate", "Replica Set Configuration" (configsvr). */
    @Test
    @Order(3)
    void aSetBeginsWithOneMemberAndBeginsOnce() {
        Document plain = new Document("_id", CONFIG)
                .append("members", List.of(new Document("_id", 0).append("host", host(CONFIG, 0))));
        assertThatThrownBy(() -> member(CONFIG, 0).run(new Document("replSetInitiate", plain)))
                .isInstanceOf(MongoCommandException.class)
                .hasMessageContaining("configsvr");
        MongoAction initiate = new MongoAction.Initiate(CONFIG, setMember(CONFIG, 0));
        assertThat(acts.send(initiate)).isEmpty();
        untilState(host(CONFIG, 0), MemberState.PRIMARY);
        assertThat(acts.send(initiate)).as("again is no error").isEmpty();
        assertThat(view(host(CONFIG, 0)).members()).containsExactly(setMember(CONFIG, 0));
    }

    /** Manual: "replSetReconfig": one voting member at a time, higher versions, on a primary. */
    @Test
    @Order(4)
    void reconfigurationTakesOneVoterAtATimeAndHigherVersions() {
        MemberLink primary = member(CONFIG, 0);
        Document two = configuration(primary, 1);
        two.getList("members", Document.class)
                .addAll(List.of(
                        new Document("_id", 1).append("host", host(CONFIG, 1)),
                        new Document("_id", 2).append("host", host(CONFIG, 2))));
        assertRefused(INCOMPATIBLE, primary, new Document("replSetReconfig", two));
        assertRefused(INCOMPATIBLE, primary, new Document("replSetReconfig", configuration(primary, 0)));
        grow(CONFIG, 1);
        grow(CONFIG, 2);
        assertRefused(
                NOT_PRIMARY, member(CONFIG, 1), new Document("replSetReconfig", configuration(member(CONFIG, 1), 1)));
    }

    /** Manual: "mongos", "addShard", "listShards". */
    @Test
    @Order(5)
    void aShardIsAddedThroughAMongos() {
        assertThat(acts.send(new MongoAction.Initiate(SHARD, setMember(SHARD, 0))))
                .isEmpty();
        untilState(host(SHARD, 0), MemberState.PRIMARY);
        grow(SHARD, 1);
        grow(SHARD, 2);
        startRouter(router);
        links.router(router);
        untilRouter("it serves and knows no shard", report -> report.shards().isEmpty() && report.balancerOn());
        assertThat(acts.send(new MongoAction.AddShard(SHARD, List.of(host(SHARD, 0), "stranger.behaviour.svc:27017"))))
                .hasValueSatisfying(
                        refusal -> assertThat(refusal.message()).contains("does not belong to replica set"));
        List<String> hosts =
                view.places(SHARD).stream().map(ClusterView.Place::host).toList();
        Waiting.until(
                "it is added",
                PATIENCE,
                () -> acts.send(new MongoAction.AddShard(SHARD, hosts)).isEmpty());
        assertThat(acts.send(new MongoAction.AddShard(SHARD, hosts)))
                .as("again is no error")
                .isEmpty();
        untilRouter("it is listed", report -> report.shards().contains(SHARD));
        writer = access.connect(router, server -> {});
        assertThat(insert(writer)).isEqualTo(1);
    }

    /** Manual: "balancerStop", "balancerStart", "balancerStatus". */
    @Test
    @Order(6)
    void theBalancerStopsAndStarts() {
        assertThat(acts.send(new MongoAction.StopBalancer())).isEmpty();
        untilRouter("it is off and idle", report -> !report.balancerOn() && !report.balancerBusy());
        assertThat(acts.send(new MongoAction.StartBalancer())).isEmpty();
        untilRouter("it is on", RouterReport::balancerOn);
    }

    /** Manual: "replSetStepDown": a secondary that is caught up takes over; only a primary steps down. */
    @Test
    @Order(7)
    void aPrimaryStepsDownForAnother() {
        String first = untilPrimary(CONFIG);
        assertThat(acts.send(new MongoAction.StepDown(CONFIG, first, "test"))).isEmpty();
        Waiting.until(
                "another is primary", PATIENCE, () -> !untilPrimary(CONFIG).equals(first));
        assertThat(acts.send(new MongoAction.StepDown(CONFIG, first, "test")))
                .map(Refusal::reason)
                .contains(MongoReason.STEP_DOWN_FAILED);
    }

    /** Manual: "Replica Set Elections", "replSetStepDown" (no electable secondary), "Config Server Availability". */
    @Test
    @Order(8)
    void withoutAMajorityThereIsNoPrimaryAndDataIsWrittenOn() {
        String primary = untilPrimary(CONFIG);
        SetView known = view(primary);
        List<ClusterView.Place> others = view.places(CONFIG).stream()
                .filter(place -> !place.host().equals(primary))
                .toList();
        others.forEach(place -> pods.stop(place.host()));
        assertThat(acts.send(new MongoAction.StepDown(CONFIG, primary, "test")))
                .as("nobody could take over")
                .isPresent();
        untilState(primary, MemberState.SECONDARY);
        assertThat(acts.send(new MongoAction.Reconfigure(
                        CONFIG, primary, known.version(), known.members().subList(0, 2), "test")))
                .map(Refusal::reason)
                .contains(MongoReason.RECONFIGURE_FAILED);
        assertThat(insert(writer)).isEqualTo(1);
        others.forEach(this::start);
        String next = untilPrimary(CONFIG);
        assertThat(view(next).members()).as("what they knew").isEqualTo(known.members());
        view.places(CONFIG).forEach(place -> untilState(place.host(), MemberState.PRIMARY, MemberState.SECONDARY));
    }

    /** Manual: "Config Server Availability"; "mongos": it reads from config servers when it starts; "Users". */
    @Test
    @Order(9)
    void withoutConfigServersAMongosServesOnAndNoneStarts() {
        view.places(CONFIG).forEach(place -> pods.stop(place.host()));
        assertThat(insert(writer)).isEqualTo(1);
        startRouter(secondRouter);
        try (RouterLink second = new RouterLink(secondRouter, access, Clock.systemUTC(), Runnable::run, () -> {})) {
            Waiting.until("who was not logged in is not served", PATIENCE, () -> {
                try (MongoClient newcomer = access.connect(router, server -> {})) {
                    return insert(newcomer) == 0;
                } catch (MongoException e) {
                    return true;
                }
            });
            second.look();
            assertThat(second.report()).as("it does not serve").isEmpty();
            view.places(CONFIG).forEach(this::start);
            view.places(CONFIG).forEach(place -> untilState(place.host(), MemberState.PRIMARY, MemberState.SECONDARY));
            Waiting.until("it serves now, and knows the shard", PATIENCE, () -> {
                second.look();
                return second.report()
                        .filter(report -> report.shards().contains(SHARD))
                        .isPresent();
            });
        }
        untilRouter("the first one too", report -> report.shards().contains(SHARD));
    }

    /** Manual: "Delayed Replica Set Members", "replSetGetStatus" (optimes are times, a higher one is newer). */
    @Test
    @Order(10)
    void howFarAMemberIsBehindIsRead() {
        String primary = untilPrimary(SHARD);
        String other = view.places(SHARD).stream()
                .map(ClusterView.Place::host)
                .filter(host -> !host.equals(primary))
                .findFirst()
                .orElseThrow();
        configure(primary, other, member -> {
            member.append("priority", 0).append("hidden", true).append("secondaryDelaySecs", 6);
            member.get("tags", Document.class).append("rack", "r1").remove("zone");
        });
        Waiting.untilAsserted("it falls behind", PATIENCE, () -> {
            insert(writer);
            assertThat(view(primary).appliedSeconds() - view(other).appliedSeconds())
                    .isGreaterThanOrEqualTo(4);
        });
        assertThat(view(primary).member(other)).hasValueSatisfying(member -> {
            assertThat(member.electable()).isFalse();
            assertThat(member.hidden()).isTrue();
            assertThat(member.delaySeconds()).isEqualTo(6);
            assertThat(member.zone()).isEmpty();
        });
    }

    /** Manual: "replSetReconfig", "Replica Set Configuration" (hidden members and those that lag have priority 0). */
    @Test
    @Order(11)
    void aReconfigurationKeepsWhatPeopleSet() {
        String primary = untilPrimary(SHARD);
        SetView standing = view(primary);
        SetMember hidden = standing.members().stream()
                .filter(SetMember::hidden)
                .findFirst()
                .orElseThrow();
        List<SetMember> members = standing.members().stream()
                .map(member -> member.equals(hidden) ? member.in("us-east-1x") : member)
                .toList();
        Waiting.until(
                "it is taken",
                PATIENCE,
                () -> acts.send(new MongoAction.Reconfigure(
                                SHARD, primary, view(primary).version(), members, "test"))
                        .isEmpty());
        Document kept = member(primary, hidden.host());
        assertThat(kept).containsEntry("hidden", true);
        assertThat(number(kept, "priority")).isZero();
        assertThat(number(kept, "secondaryDelaySecs")).isEqualTo(6);
        assertThat(kept.get("tags", Document.class)).isEqualTo(new Document("rack", "r1").append("zone", "us-east-1x"));
        configure(primary, hidden.host(), member -> {
            member.append("secondaryDelaySecs", 0).append("hidden", false).append("priority", 1);
        });
    }

    /** Manual: "replSetReconfig"; a member that was away when it was removed comes back with the data it had. */
    @Test
    @Order(12)
    void aMemberThatDoesNotKnowThatItWasRemovedIsTakenBack() {
        String primary = untilPrimary(SHARD);
        ClusterView.Place place = view.places(SHARD).stream()
                .filter(found -> !found.host().equals(primary))
                .findFirst()
                .orElseThrow();
        SetMember removed = view(primary).member(place.host()).orElseThrow();
        pods.stop(place.host());
        Waiting.until("it is removed", PATIENCE, () -> {
            SetView standing = view(primary);
            List<SetMember> left = standing.members().stream()
                    .filter(member -> !member.host().equals(place.host()))
                    .toList();
            acts.send(new MongoAction.Reconfigure(SHARD, primary, standing.version(), left, "test"));
            return !view(primary).has(place.host());
        });
        start(place);
        untilState(place.host(), MemberState.SECONDARY, MemberState.REMOVED, MemberState.SYNCING);
        Waiting.until("it is added again", PATIENCE, () -> {
            SetView standing = view(primary);
            List<SetMember> members = new ArrayList<>(standing.members());
            members.add(removed);
            if (!standing.has(place.host())) {
                acts.send(new MongoAction.Reconfigure(SHARD, primary, standing.version(), members, "test"));
            }
            return view(primary).has(place.host());
        });
        untilState(place.host(), MemberState.SECONDARY);
    }

    /** Manual: "setFeatureCompatibilityVersion", "View FeatureCompatibilityVersion". */
    @Test
    @Order(13)
    void theVersionOfTheDataIsRead() {
        view.places().forEach(place -> {
            links.look(List.of(place.host()));
            assertThat(links.report(place.host()).orElseThrow().server().featureCompatibility())
                    .contains("8.0");
        });
    }

    /** Manual: "rotateCertificates": new connections only; the files are read when it is asked for. */
    @Test
    @Order(14)
    void aRenewedCertificateIsReadWhenItIsAskedFor() throws Exception {
        String host = host(CONFIG, 1);
        String before = Certificates.fingerprint(certificates.certificate("server"));
        String after = Certificates.fingerprint(certificates.certificate("renewed"));
        links.look(List.of(host));
        assertThat(presented(host).fingerprint()).isEqualTo(before);
        assertThat(presented(host).trusted()).isTrue();
        pods.secret(
                "photos-tls", Map.of("tls-combined.pem", certificates.renewed(), "ca.crt", certificates.authority()));
        try (MemberLink another = link(host, access)) {
            Waiting.untilAsserted("not by itself", PATIENCE, () -> {
                another.look();
                assertThat(another.report().flatMap(report -> report.server().certificate()))
                        .hasValueSatisfying(
                                shown -> assertThat(shown.fingerprint()).isEqualTo(before));
            });
        }
        Waiting.untilAsserted("it presents the new one", PATIENCE, () -> {
            assertThat(acts.send(new MongoAction.RotateCertificates(CONFIG, host)))
                    .isEmpty();
            links.look(List.of(host));
            assertThat(presented(host).fingerprint()).isEqualTo(after);
        });
        assertThat(presented(host).trusted()).isTrue();
        assertThat(presented(host).rotated()).isPresent();
        untilState(host, MemberState.PRIMARY, MemberState.SECONDARY);
    }

    /** Manual: "Configure mongod and mongos for TLS/SSL". */
    @Test
    @Order(15)
    void aServerOfAnotherAuthorityIsToldFromOneThatDoesNotAnswer() throws Exception {
        String other = TestCertificates.of(certificateNames()).authority();
        MongoAccess stranger = access("s3cret", Optional.of(other));
        try (MemberLink link = link(host(CONFIG, 0), stranger)) {
            Waiting.untilAsserted("it is not trusted", PATIENCE, () -> {
                link.look();
                assertThat(link.report().map(MemberReport::state)).contains(MemberState.UNTRUSTED);
            });
        }
        try (MemberLink link = link(host(CONFIG, 0), stranger.after(access))) {
            Waiting.untilAsserted("while servers change over both are", PATIENCE, () -> {
                link.look();
                assertThat(link.report().flatMap(report -> report.server().certificate()))
                        .hasValueSatisfying(shown -> assertThat(shown.trusted())
                                .as("ca.crt as it is now does not verify it")
                                .isFalse());
            });
        }
    }

    private ServerReport.Presented presented(String host) {
        return links.report(host).orElseThrow().server().certificate().orElseThrow();
    }

    /** Changes a member as a person does, with rs.reconfig(). */
    private void configure(String primary, String host, java.util.function.Consumer<Document> change) {
        Waiting.until("a person changes it", PATIENCE, () -> {
            MemberLink link = links.member(primary).orElseThrow();
            Document config = configuration(link, 1);
            config.getList("members", Document.class).stream()
                    .filter(member -> member.getString("host").equals(host))
                    .forEach(change);
            try {
                link.run(new Document("replSetReconfig", config));
                return true;
            } catch (MongoException e) {
                return false;
            }
        });
    }

    private Document member(String primary, String host) {
        return configuration(links.member(primary).orElseThrow(), 0).getList("members", Document.class).stream()
                .filter(member -> member.getString("host").equals(host))
                .findFirst()
                .orElseThrow();
    }

    private ClusterView view() {
        MongoCluster cluster = yaml.unmarshal(CLUSTER, MongoCluster.class);
        return ClusterView.of(
                cluster,
                cluster.getSpec().configServers().zones().stream()
                        .map(zone -> new KnownZone(ZoneIdentity.named(zone), zone, true, OptionalInt.empty()))
                        .toList());
    }

    /** The names that docs/mongodb.md says certificates must hold. */
    private List<String> certificateNames() {
        return Stream.concat(
                        view.places().stream().map(place -> "*.%s.behaviour.svc".formatted(place.name())),
                        Stream.of("photos-mongos.behaviour.svc", "*.photos-mongos.behaviour.svc"))
                .toList();
    }

    private void start(ClusterView.Place place) {
        JsonNode template = view.memberManifest().template(place.set(), place.zone());
        pods.start(place.host(), place.zone().name(), yaml.unmarshal(template.toString(), PodTemplateSpec.class));
    }

    private void startRouter(String host) {
        JsonNode template = view.routerManifest().template();
        pods.start(host, view.zones().getFirst().name(), yaml.unmarshal(template.toString(), PodTemplateSpec.class));
    }

    /** Adds a voter as the operator does, which asks again where a server is not ready for it. */
    private void grow(String set, int number) {
        String primary = host(set, 0);
        Waiting.until("%s grows".formatted(set), PATIENCE, () -> {
            SetView standing = view(primary);
            if (standing.has(host(set, number))) {
                return true;
            }
            List<SetMember> members = new ArrayList<>(standing.members());
            members.add(setMember(set, number));
            acts.send(new MongoAction.Reconfigure(set, primary, standing.version(), members, "test"));
            return false;
        });
        untilState(host(set, number), MemberState.SECONDARY);
        Waiting.untilAsserted("all know that it votes", PATIENCE, () -> {
            for (int other = 0; other <= number; other++) {
                Document status = member(set, other).run(new Document("replSetGetStatus", 1));
                assertThat(number(status, "votingMembersCount")).isEqualTo(number + 1);
            }
        });
    }

    private String untilPrimary(String set) {
        Waiting.until(
                "%s has a primary".formatted(set), PATIENCE, () -> primary(set).isPresent());
        return primary(set).orElseThrow();
    }

    private Optional<String> primary(String set) {
        List<String> hosts =
                view.places(set).stream().map(ClusterView.Place::host).toList();
        links.look(hosts);
        return hosts.stream()
                .filter(host -> state(host).filter(MemberState.PRIMARY::equals).isPresent())
                .findFirst();
    }

    private void untilState(String host, MemberState... states) {
        Waiting.untilAsserted("%s is %s".formatted(host, List.of(states)), PATIENCE, () -> {
            links.look(List.of(host));
            assertThat(state(host))
                    .hasValueSatisfying(state -> assertThat(state).isIn((Object[]) states));
        });
    }

    private void untilRouter(String what, java.util.function.Predicate<RouterReport> condition) {
        Waiting.until(what, PATIENCE, () -> {
            links.router().orElseThrow().look();
            return links.routerReport().filter(condition).isPresent();
        });
    }

    private Optional<MemberState> state(String host) {
        return links.report(host).map(MemberReport::state);
    }

    private SetView view(String host) {
        links.look(List.of(host));
        return links.report(host).flatMap(MemberReport::view).orElseThrow();
    }

    private static Document configuration(MemberLink link, int later) {
        Document config = link.run(new Document("replSetGetConfig", 1)).get("config", Document.class);
        return config.append("version", number(config, "version") + later);
    }

    private static int number(Document answer, String field) {
        return AnswerFields.number(answer, field, 0).intValue();
    }

    private static void assertRefused(int code, MemberLink link, Document command) {
        assertThatThrownBy(() -> link.run(command))
                .isInstanceOfSatisfying(
                        MongoException.class, e -> assertThat(e.getCode()).isEqualTo(code));
    }

    private static int insert(MongoClient client) {
        return client.getDatabase("shop")
                .runCommand(new Document("insert", "orders").append("documents", List.of(new Document("x", 1))))
                .getInteger("n");
    }

    private static MongoAccess access(String password, Optional<String> authority) {
        return new MongoAccess("admin", password, authority);
    }

    private static MemberLink link(String host, MongoAccess access) {
        return new MemberLink(host, access, Clock.systemUTC(), Runnable::run, () -> {});
    }

    private MemberLink member(String set, int number) {
        return links.member(host(set, number)).orElseThrow();
    }

    private SetMember setMember(String set, int number) {
        return SetMember.equal(
                host(set, number), view.places(set).get(number).zone().name());
    }

    private String host(String set, int number) {
        return view.places(set).get(number).host();
    }
}
