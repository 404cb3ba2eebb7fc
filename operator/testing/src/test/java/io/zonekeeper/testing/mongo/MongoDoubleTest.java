package io.zonekeeper.testing.mongo;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.zonekeeper.testing.Waiting;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.ReadPreference;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterConnectionMode;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the double claims to do as MongoDB does it, each with the page of MongoDB's manual (8.0) that says so, told
 * through MongoDB's own driver.
 */
class MongoDoubleTest {
    private static final List<String> ZONES = List.of("a", "b", "c");
    private static final String ROUTER = "shop-mongos.double.svc:27017";
    private static final String USER = "admin";
    private static final String PASSWORD = "s3cret";

    private final MongoDouble mongo = new MongoDouble();
    private final Map<String, MongoClient> clients = new HashMap<>();

    @BeforeEach
    void start() {
        ZONES.forEach(zone -> up("cfg", zone));
    }

    @AfterEach
    void stop() {
        clients.values().forEach(MongoClient::close);
        mongo.close();
    }

    /**
     * Manual: "rs.initiate()", "replSetGetStatus" (error NotYetInitialized), "replSetInitiate" (AlreadyInitialized).
     */
    @Test
    void aSetIsInitiatedOnce() {
        assertThatThrownBy(() -> admin("cfg", "a", new Document("replSetGetStatus", 1)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(94));
        form("cfg");
        assertThatThrownBy(() -> admin("cfg", "a", new Document("replSetInitiate", config("cfg", 1, "a"))))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(23));
        assertThat(mongo.roles("cfg").values()).containsExactlyInAnyOrder("PRIMARY", "SECONDARY", "SECONDARY");
    }

    /** Manual: "Replica Set Configuration", configsvr; "Config Servers": no arbiters. */
    @Test
    void configServersHaveAConfigurationOfTheirOwn() {
        Document plain = config("cfg", 1, "a");
        plain.remove("configsvr");
        assertThatThrownBy(() -> admin("cfg", "a", new Document("replSetInitiate", plain)))
                .hasMessageContaining("configsvr");
    }

    /**
     * Manual: "replSetReconfig": more than one voting member, versions, a primary only, automatic reconfiguration: one
     * that is new does not vote before it is a secondary.
     */
    @Test
    void reconfigTakesOneVoterATime() {
        admin("cfg", "a", new Document("replSetInitiate", config("cfg", 1, "a")));
        untilPrimary("cfg", "a");
        assertRefused("a", 103, config("cfg", 2, "a", "b", "c"));
        assertRefused("a", 103, config("cfg", 1, "a", "b"));
        assertThat(admin("cfg", "a", new Document("replSetReconfig", config("cfg", 2, "a", "b")))
                        .getDouble("ok"))
                .isEqualTo(1);
        assertThat(votes("cfg", "a"))
                .as("one that copies the data does not vote")
                .isEqualTo(1);
        untilRole("cfg", "b", "SECONDARY");
        Waiting.untilAsserted(
                "it votes, in a version that the primary made",
                () -> assertThat(votes("cfg", "a")).isEqualTo(2));
        assertThat(version("cfg", "a")).isEqualTo(3);
        assertRefused("b", 10107, config("cfg", 4, "a", "b", "c"));
    }

    /** Manual: "replSetReconfig": a majority of voters has to answer, or it waits and fails. */
    @Test
    void reconfigNeedsAMajority() {
        form("cfg");
        String primary = primary("cfg");
        ZONES.stream().filter(zone -> !zone.equals(primary)).forEach(mongo::cut);
        Document next =
                admin("cfg", primary, new Document("replSetGetConfig", 1)).get("config", Document.class);
        next.put("version", next.getInteger("version") + 1);
        assertThatThrownBy(() -> admin("cfg", primary, new Document("replSetReconfig", next)))
                .isInstanceOf(MongoCommandException.class);
    }

    /** Manual: "Replica Set Elections": a majority of voting members; a primary that loses it steps down. */
    @Test
    void electionsNeedAMajorityOfReachableVoters() {
        form("cfg");
        String first = primary("cfg");
        mongo.cut(first);
        Waiting.untilAsserted(
                "another is elected", () -> assertThat(others("cfg", first)).contains("PRIMARY"));
        String second = ZONES.stream()
                .filter(zone -> !zone.equals(first))
                .filter(zone -> mongo.roles("cfg").get(host("cfg", zone)).equals("PRIMARY"))
                .findFirst()
                .orElseThrow();
        ZONES.stream()
                .filter(zone -> !zone.equals(first) && !zone.equals(second))
                .forEach(mongo::cut);
        Waiting.untilAsserted(
                "without a majority nobody is primary",
                () -> assertThat(mongo.roles("cfg").values()).doesNotContain("PRIMARY"));
        ZONES.forEach(mongo::heal);
        Waiting.untilAsserted(
                "it has one again",
                () -> assertThat(mongo.roles("cfg").values())
                        .containsExactlyInAnyOrder("PRIMARY", "SECONDARY", "SECONDARY"));
    }

    /**
     * Manual: "replSetStepDown": fails without an electable secondary that is caught up; else not electable for a time.
     */
    @Test
    void aPrimaryStepsDownWhereAnotherCanTakeOver() {
        form("cfg");
        String first = primary("cfg");
        admin("cfg", first, new Document("replSetStepDown", 60).append("secondaryCatchUpPeriodSecs", 5));
        Waiting.untilAsserted(
                "another is elected", () -> assertThat(others("cfg", first)).contains("PRIMARY"));
        assertThatThrownBy(() -> admin("cfg", first, new Document("replSetStepDown", 60)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(10107));
        String second = primary("cfg");
        ZONES.stream().filter(zone -> !zone.equals(second)).forEach(zone -> mongo.stop(host("cfg", zone)));
        assertThatThrownBy(() -> admin(
                        "cfg", second, new Document("replSetStepDown", 60).append("secondaryCatchUpPeriodSecs", 1)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(262));
    }

    /** Manual: "replSetStepDown" (secondaryCatchUpPeriodSecs), "replSetGetStatus" (optimes), "hello" (lastWrite). */
    @Test
    void aPrimaryDoesNotStepDownForThoseThatAreBehind() {
        form("cfg");
        String primary = primary("cfg");
        List<String> others =
                ZONES.stream().filter(zone -> !zone.equals(primary)).toList();
        others.forEach(zone -> mongo.replicates(host("cfg", zone), false));
        Waiting.untilAsserted(
                "they fall behind",
                () -> assertThat(applied(primary) - applied(others.getFirst())).isGreaterThanOrEqualTo(2));
        Document stepDown = new Document("replSetStepDown", 60).append("secondaryCatchUpPeriodSecs", 1);
        assertThatThrownBy(() -> admin("cfg", primary, stepDown))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(262));
        mongo.replicates(host("cfg", others.getFirst()), true);
        admin("cfg", primary, stepDown);
        untilRole("cfg", others.getFirst(), "PRIMARY");
    }

    private int applied(String zone) {
        return admin("cfg", zone, new Document("replSetGetStatus", 1))
                .get("optimes", Document.class)
                .get("appliedOpTime", Document.class)
                .get("ts", BsonTimestamp.class)
                .getTime();
    }

    /** Manual: "Replica Set Members": data stays with a member that restarts; a lost volume syncs anew. */
    @Test
    void aMemberComesBackWithItsData() {
        form("cfg");
        String other = ZONES.stream()
                .filter(zone -> !zone.equals(primary("cfg")))
                .findFirst()
                .orElseThrow();
        mongo.stop(host("cfg", other));
        up("cfg", other);
        untilRole("cfg", other, "SECONDARY");
        mongo.stop(host("cfg", other));
        mongo.wipe(host("cfg", other));
        up("cfg", other);
        untilRole("cfg", other, "SECONDARY");
    }

    /**
     * Manual: "Config Servers": a mongos cannot start without them; "Config Server Availability": it serves on; "Users
     * in Self-Managed Deployments": users of a sharded cluster are on its config servers.
     */
    @Test
    void mongosServesFromWhatItKnowsAndCannotStartWithoutConfigServers() {
        form("cfg");
        ZONES.forEach(zone -> up("rs0", zone));
        form("rs0");
        router("one", "a");
        router("two", "b");
        shard();
        assertThat(insert()).isEqualTo(1);
        ZONES.forEach(zone -> mongo.stop(host("cfg", zone)));
        assertThat(insert()).as("those who are logged in go on").isEqualTo(1);
        try (MongoClient another = client(ROUTER, PASSWORD)) {
            assertThatThrownBy(() -> another.getDatabase("shop").runCommand(new Document("count", "orders")))
                    .as("users are on the config servers: nobody else logs in")
                    .isInstanceOf(MongoSecurityException.class);
        }
        assertThatThrownBy(() -> admin(ROUTER, new Document("listShards", 1)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(133));
        router("three", "c");
        assertThat(mongo.serving()).containsExactlyInAnyOrder("one", "two");
        ZONES.forEach(zone -> up("cfg", zone));
        Waiting.until("it starts when they are back", () -> mongo.serving().contains("three"));
    }

    /** Manual: "addShard", "listShards", "balancerStop", "balancerStart", "balancerStatus". */
    @Test
    void shardsAreAddedAndTheBalancerStops() {
        form("cfg");
        ZONES.forEach(zone -> up("rs0", zone));
        form("rs0");
        router("one", "a");
        shard();
        shard();
        assertThat(admin(ROUTER, new Document("listShards", 1)).getList("shards", Document.class))
                .singleElement()
                .satisfies(shard -> assertThat(shard.getString("_id")).isEqualTo("rs0"));
        admin(ROUTER, new Document("balancerStop", 1));
        mongo.balancerBusy(ROUTER, Duration.ofMillis(1500));
        assertThatThrownBy(() -> admin(ROUTER, new Document("balancerStop", 1).append("maxTimeMS", 100)))
                .as("it waits for the round that goes on")
                .isInstanceOfSatisfying(
                        MongoException.class, e -> assertThat(e.getCode()).isEqualTo(50));
        assertThat(admin(ROUTER, new Document("balancerStatus", 1)))
                .containsEntry("mode", "off")
                .containsEntry("inBalancerRound", true);
        admin(ROUTER, new Document("balancerStop", 1));
        assertThat(admin(ROUTER, new Document("balancerStatus", 1))).containsEntry("inBalancerRound", false);
        admin(ROUTER, new Document("balancerStart", 1));
        assertThat(admin(ROUTER, new Document("balancerStatus", 1))).containsEntry("mode", "full");
    }

    /** Manual: "SCRAM", "hello" (needs no authentication), error codes AuthenticationFailed and Unauthorized. */
    @Test
    void onlyTheAdministratorMaySendCommands() {
        try (MongoClient wrong = client(host("cfg", "a"), "wrong")) {
            assertThatThrownBy(() -> wrong.getDatabase("admin").runCommand(new Document("replSetGetStatus", 1)))
                    .isInstanceOf(MongoSecurityException.class);
        }
        try (MongoClient none = client(host("cfg", "a"), "")) {
            assertThat(none.getDatabase("admin").runCommand(new Document("hello", 1)))
                    .containsEntry("isreplicaset", true);
            assertThatThrownBy(() -> none.getDatabase("admin").runCommand(new Document("replSetGetStatus", 1)))
                    .isInstanceOfSatisfying(
                            MongoCommandException.class,
                            e -> assertThat(e.getErrorCode()).isEqualTo(13));
        }
    }

    /** Manual: "Replica Set Data Synchronization": initial sync drops all databases but local, users' among them. */
    @Test
    void aMemberThatCopiesTheDataKnowsNobodyAndForgetsWhoLoggedIn() {
        admin("cfg", "a", new Document("replSetInitiate", config("cfg", 1, "a")));
        untilPrimary("cfg", "a");
        assertThatThrownBy(() -> admin("cfg", "b", new Document("replSetGetStatus", 1)))
                .hasMessageContaining("NotYetInitialized");
        admin("cfg", "a", new Document("replSetReconfig", config("cfg", 2, "a", "b")));
        Waiting.untilAsserted(
                "it is logged out",
                () -> assertThatThrownBy(() -> admin("cfg", "b", new Document("replSetGetStatus", 1)))
                        .hasMessageContaining("Unauthorized"));
        untilRole("cfg", "b", "SECONDARY");
        assertThatThrownBy(() -> admin("cfg", "b", new Document("replSetGetStatus", 1)))
                .as("the connection stays nobody's")
                .hasMessageContaining("Unauthorized");
        clients.remove(host("cfg", "b")).close();
        assertThat(admin("cfg", "b", new Document("replSetGetStatus", 1))).containsEntry("myState", 2);
    }

    /** Manual: "Server Discovery and Monitoring" (specifications): a hello that awaits is answered on a change. */
    @Test
    void helloAwaitsAChangeOfTheTopology() {
        form("cfg");
        Document hello = admin("cfg", "a", new Document("hello", 1));
        long start = System.nanoTime();
        String primary = primary("cfg");
        Thread.ofVirtual().start(() -> admin("cfg", primary, new Document("replSetStepDown", 60)));
        admin(
                "cfg",
                "a",
                new Document("hello", 1)
                        .append("topologyVersion", hello.get("topologyVersion"))
                        .append("maxAwaitTimeMS", 10_000L));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    private void up(String set, String zone) {
        mongo.startMongod(host(set, zone), zone, set, set.equals("cfg"), USER, PASSWORD);
    }

    private void router(String name, String zone) {
        mongo.startMongos(
                name,
                zone,
                ROUTER,
                ZONES.stream().map(other -> host("cfg", other)).toList(),
                USER,
                PASSWORD);
    }

    private void shard() {
        String hosts = "rs0/"
                + String.join(",", ZONES.stream().map(zone -> host("rs0", zone)).toList());
        admin(ROUTER, new Document("addShard", hosts).append("name", "rs0"));
    }

    private int insert() {
        return clients.computeIfAbsent(ROUTER, name -> client(name, PASSWORD))
                .getDatabase("shop")
                .runCommand(new Document("insert", "orders").append("documents", List.of(new Document("x", 1))))
                .getInteger("n");
    }

    private void form(String set) {
        admin(set, "a", new Document("replSetInitiate", config(set, 1, "a")));
        untilPrimary(set, "a");
        admin(set, "a", new Document("replSetReconfig", config(set, 2, "a", "b")));
        untilAllKnowVotes(set, "a", "b");
        admin(set, "a", new Document("replSetReconfig", config(set, version(set, "a") + 1, "a", "b", "c")));
        untilAllKnowVotes(set, "a", "b", "c");
    }

    /** The version in which the last one votes is on every member. */
    private void untilAllKnowVotes(String set, String... zones) {
        untilRole(set, zones[zones.length - 1], "SECONDARY");
        Waiting.untilAsserted("all vote", () -> assertThat(zones).allMatch(zone -> votes(set, zone) == zones.length));
    }

    private int votes(String set, String zone) {
        return admin(set, zone, new Document("replSetGetStatus", 1)).getInteger("votingMembersCount");
    }

    private int version(String set, String zone) {
        return admin(set, zone, new Document("replSetGetConfig", 1))
                .get("config", Document.class)
                .getInteger("version");
    }

    private void untilPrimary(String set, String zone) {
        untilRole(set, zone, "PRIMARY");
    }

    private void untilRole(String set, String zone, String role) {
        Waiting.untilAsserted(
                zone + " is " + role, () -> assertThat(mongo.roles(set)).containsEntry(host(set, zone), role));
    }

    private String primary(String set) {
        return ZONES.stream()
                .filter(zone -> "PRIMARY".equals(mongo.roles(set).get(host(set, zone))))
                .findFirst()
                .orElseThrow();
    }

    private List<String> others(String set, String zone) {
        List<String> roles = new ArrayList<>();
        mongo.roles(set).forEach((host, role) -> {
            if (!host.equals(host(set, zone))) {
                roles.add(role);
            }
        });
        return roles;
    }

    private void assertRefused(String zone, int code, Document config) {
        assertThatThrownBy(() -> admin("cfg", zone, new Document("replSetReconfig", config)))
                .isInstanceOfSatisfying(
                        MongoCommandException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(code));
    }

    private static Document config(String set, int version, String... zones) {
        List<Document> members = IntStream.range(0, zones.length)
                .mapToObj(number -> new Document("_id", number).append("host", host(set, zones[number])))
                .toList();
        Document config = new Document("_id", set).append("version", version).append("members", members);
        return set.equals("cfg") ? config.append("configsvr", true) : config;
    }

    private static String host(String set, String zone) {
        return "shop-%s-%s.double.svc:27017".formatted(set, zone);
    }

    private Document admin(String set, String zone, Document command) {
        return admin(host(set, zone), command);
    }

    private Document admin(String host, Document command) {
        return clients.computeIfAbsent(host, name -> client(name, PASSWORD))
                .getDatabase("admin")
                .runCommand(command, ReadPreference.primaryPreferred());
    }

    private static MongoClient client(String host, String password) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .inetAddressResolver(name -> List.of(resolve(name)))
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress(host)))
                        .mode(ClusterConnectionMode.SINGLE)
                        .serverSelectionTimeout(3, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(1, TimeUnit.SECONDS));
        if (!password.isEmpty()) {
            settings.credential(MongoCredential.createCredential(USER, "admin", password.toCharArray()));
        }
        return MongoClients.create(settings.build());
    }

    private static InetAddress resolve(String name) throws MongoException {
        return MongoHosts.address(name);
    }
}
