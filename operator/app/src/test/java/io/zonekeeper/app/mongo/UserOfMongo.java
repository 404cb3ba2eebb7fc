package io.zonekeeper.app.mongo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.testing.CommandResult;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.mongo.MongoDouble;
import io.zonekeeper.testing.mongo.PodsAsMongo;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterConnectionMode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;

/** What a person does with MongoClusters and sees of them; the servers are doubles, started as the pods say. */
public final class UserOfMongo implements AutoCloseable {
    /** A loaded machine is slow. */
    public static final Duration PATIENCE = Duration.ofSeconds(90);

    static final List<String> ZONES = List.of("us-east-1a", "us-east-1b", "us-east-1c");

    private final KubernetesClient client;
    private final Kubectl kubectl;
    private final MongoDouble mongo = new MongoDouble();
    private final PodsAsMongo pods;

    /** A person who works in the namespace of the client. */
    public UserOfMongo(KubernetesClient client, Kubectl kubectl) {
        this.client = client;
        this.kubectl = kubectl;
        this.pods = new PodsAsMongo(client, client.getNamespace(), mongo);
    }

    MongoDouble mongo() {
        return mongo;
    }

    PodsAsMongo pods() {
        return pods;
    }

    @Override
    public void close() {
        pods.close();
        mongo.close();
    }

    /** Two shards in three zones. */
    static String photos() {
        return photos("registry.local/mongo:8.0");
    }

    static String photos(String image) {
        return """
                apiVersion: zonekeeper.io/v1alpha1
                kind: MongoCluster
                metadata: {name: photos}
                spec:
                  image: %s
                  configServers: {zones: [us-east-1a, us-east-1b, us-east-1c], storage: {size: 1Gi, storageClassName: mongo}}
                  shards:
                    - {name: rs0, storage: {size: 1Gi, storageClassName: mongo}}
                    - {name: rs1, storage: {size: 1Gi, storageClassName: mongo}}
                  mongos: {replicasPerZone: 1}
                  auth: {keyFileSecret: photos-keyfile, adminSecret: photos-admin}
                """.formatted(image);
    }

    /** The key file's Secret. */
    static String keyFile() {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: photos-keyfile}
                stringData: {keyFile: c2VjcmV0}
                ---
                """;
    }

    /** The administrator's Secret. */
    static String admin(String password) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: photos-admin}
                stringData: {username: admin, password: %s}
                ---
                """.formatted(password);
    }

    /** Volumes in each zone, as of a cloud's storage class that waits for the first consumer. */
    void storage() {
        apply("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: mongo}
                provisioner: kubernetes.io/no-provisioner
                volumeBindingMode: WaitForFirstConsumer
                """);
        storage("mongo");
    }

    /** Volumes of a storage class, three in each zone. */
    void storage(String storageClass) {
        StringBuilder storage = new StringBuilder();
        for (String zone : ZONES) {
            for (int number = 0; number < 3; number++) {
                storage.append("""
                        ---
                        apiVersion: v1
                        kind: PersistentVolume
                        metadata: {name: %s-%s-%d}
                        spec:
                          storageClassName: %s
                          capacity: {storage: 100Gi}
                          accessModes: [ReadWriteOnce]
                          persistentVolumeReclaimPolicy: Retain
                          local: {path: /mnt/disk}
                          nodeAffinity:
                            required:
                              nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [%s]}]}]
                        """.formatted(client.getNamespace(), zone, number, storageClass, zone));
            }
        }
        apply(storage.toString());
    }

    void dropStorage() {
        kubectl.run("delete", "mongo", "--all", "--ignore-not-found");
        client.persistentVolumes().list().getItems().stream()
                .map(volume -> volume.getMetadata().getName())
                .filter(name -> name.startsWith(client.getNamespace()))
                .forEach(name -> client.persistentVolumes().withName(name).delete());
    }

    void apply(String yaml) {
        kubectl.runReading(yaml, "apply", "-f", "-");
    }

    /** Makes everything and waits until it serves. */
    void start() {
        storage();
        apply(keyFile() + admin("s3cret") + photos());
        untilServing();
    }

    void untilServing() {
        untilReady("Serving");
        Waiting.untilAsserted("the gate is open and no change in progress", PATIENCE, () -> {
            assertThat(status().gate().state()).isEqualTo("Open");
            assertThat(condition("Reconciling").status()).isEqualTo("False");
        });
    }

    void untilReady(String reason) {
        Waiting.untilAsserted("photos is " + reason, PATIENCE, () -> {
            assertThat(status()).isNotNull();
            assertThat(condition("Ready").reason())
                    .as(condition("Ready").message())
                    .isEqualTo(reason);
            assertThat(status().observedGeneration())
                    .isEqualTo(get().getMetadata().getGeneration());
        });
    }

    void untilGate(String state) {
        Waiting.untilAsserted(
                "the gate is " + state,
                PATIENCE,
                () -> assertThat(status().gate().state())
                        .as(status().gate().reason())
                        .isEqualTo(state));
    }

    void untilCondition(String type, String status, String reason) {
        Waiting.untilAsserted("%s is %s/%s".formatted(type, status, reason), PATIENCE, () -> {
            assertThat(findCondition(type)).isPresent();
            assertThat(condition(type).status() + "/" + condition(type).reason())
                    .as(condition(type).message())
                    .isEqualTo(status + "/" + reason);
        });
    }

    MongoCluster get() {
        return client.resources(MongoCluster.class).withName("photos").get();
    }

    MongoClusterStatus status() {
        return get().getStatus();
    }

    Optional<Condition> findCondition(String type) {
        return Optional.ofNullable(status()).map(MongoClusterStatus::conditions).orElse(List.of()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    Condition condition(String type) {
        return findCondition(type).orElseThrow(() -> new AssertionError("no condition " + type));
    }

    /** Waits until an Event with this reason is about the cluster; what it tells is done a moment before. */
    void untilTold(String reason) {
        Waiting.untilAsserted(
                "it is told of",
                PATIENCE,
                () -> assertThat(client.v1().events().list().getItems())
                        .filteredOn(event -> event.getInvolvedObject().getKind().equals("MongoCluster"))
                        .extracting(Event::getReason)
                        .contains(reason));
    }

    /** The zone of a set's primary, as the doubles have it. */
    String primary(String set) {
        return mongo.roles(set).entrySet().stream()
                .filter(role ->
                        role.getValue().equals("PRIMARY") && role.getKey().contains("." + client.getNamespace() + "."))
                .map(role -> zoneOf(role.getKey()))
                .findFirst()
                .orElse("none");
    }

    static String zoneOf(String host) {
        return ZONES.stream().filter(host::contains).findFirst().orElseThrow();
    }

    String host(String set, String zone) {
        String name = "photos-%s-%s".formatted(set, zone);
        return "%s-0.%s.%s.svc:27017".formatted(name, name, client.getNamespace());
    }

    /** Pods of mongos by name with their UIDs. */
    Map<String, String> mongos() {
        Map<String, String> pods = new TreeMap<>();
        client.pods().withLabel("mongo.zonekeeper.io/role", "mongos").list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .forEach(pod ->
                        pods.put(pod.getMetadata().getName(), pod.getMetadata().getUid()));
        return pods;
    }

    Pod pod(String name) {
        return client.pods().withName(name).get();
    }

    String router() {
        return "photos-mongos.%s.svc:27017".formatted(client.getNamespace());
    }

    /** A write through a mongos, by a client that has just come; false where it fails. */
    boolean write() {
        try (MongoClient mongos = client()) {
            return write(mongos);
        }
    }

    /** A write by a client; false where it fails. */
    static boolean write(MongoClient mongos) {
        try {
            return mongos.getDatabase("shop")
                            .runCommand(
                                    new Document("insert", "orders").append("documents", List.of(new Document("x", 1))))
                            .getInteger("n")
                    == 1;
        } catch (MongoException e) {
            return false;
        }
    }

    /** Changes the configuration of a replica set as a person does, with rs.reconfig() on its primary. */
    void reconfigure(String primary, Consumer<Document> change) {
        try (MongoClient member = client(primary, "s3cret")) {
            Document config = member.getDatabase("admin")
                    .runCommand(new Document("replSetGetConfig", 1))
                    .get("config", Document.class);
            change.accept(config);
            config.append("version", ((Number) config.get("version")).intValue() + 1);
            member.getDatabase("admin").runCommand(new Document("replSetReconfig", config));
        }
    }

    MongoClient client() {
        return client("s3cret");
    }

    MongoClient client(String password) {
        return client(router(), password);
    }

    private static MongoClient client(String host, String password) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress(host)))
                        .mode(ClusterConnectionMode.SINGLE)
                        .serverSelectionTimeout(2, TimeUnit.SECONDS))
                .credential(MongoCredential.createCredential("admin", "admin", password.toCharArray()))
                .build());
    }

    CommandResult attempt(String... arguments) {
        return kubectl.attempt(arguments);
    }

    String kubectl(String... arguments) {
        return kubectl.run(arguments);
    }
}
