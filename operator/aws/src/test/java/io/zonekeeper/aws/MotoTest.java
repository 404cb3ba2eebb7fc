package io.zonekeeper.aws;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.zonekeeper.core.aws.AwsZone;
import io.zonekeeper.core.aws.database.DatabaseFact;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Tag;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ordinary AWS, as {@code moto} plays it: what it can do, which is neither ARC nor Health. It lives in a virtual
 * environment under {@code ~/.cache/zonekeeper/moto}, made where it is missing and Python can.
 */
class MotoTest {
    private static final String VERSION = "moto[server]==5.2.5";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static Process moto;
    private static SdkClients clients;
    private static AwsRegion region;

    /** Creates what the tests read: with patience and without retries, for a second creation is refused. */
    private static RdsClient user;

    @BeforeAll
    static void start() throws Exception {
        Path home = Path.of(System.getProperty("user.home"), ".cache", "zonekeeper", "moto");
        Path server = home.resolve("bin/moto_server");
        Assumptions.assumeTrue(
                Files.isExecutable(server) || installed(home),
                "moto cannot be had (python3 -m venv, pip install " + VERSION + "): what it plays of AWS is not tried");
        int port = freePort();
        moto = new ProcessBuilder(server.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers(port)) {
            assertThat(System.nanoTime()).as("moto answers").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(200);
        }
        var access = new AwsAccess(Optional.of(URI.create("http://127.0.0.1:" + port)), Map.of());
        clients = new SdkClients(
                "us-east-1", access, StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")));
        region = new AwsRegion("us-east-1", clients, (operation, outcome) -> {});
        user = patient(RdsClient.builder(), port);
        // Moto loads a service when it is first called, on a busy machine for longer than a call of the operator may
        // take.
        user.describeDBClusters();
        try (Ec2Client ec2 = patient(Ec2Client.builder(), port)) {
            ec2.describeAvailabilityZones();
        }
    }

    private static <C, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C patient(B builder, int port) {
        return builder.region(Region.US_EAST_1)
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(PATIENCE))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            user.close();
            region.close();
            moto.destroyForcibly();
        }
    }

    @Test
    void zonesAndTheStatusOfInstances() {
        assertThat(region.zones().zones()).extracting(AwsZone::name).contains("us-east-1a", "us-east-1b");
        assertThat(region.zones().zones()).extracting(AwsZone::id).allMatch(id -> id.startsWith("use1-az"));
        assertThat(region.zones().instances()).isEmpty();
        assertThat(region.zones().alarms(List.of("none"))).isEmpty();
    }

    @Test
    void anInstanceIsReadAndRebooted() {
        user.createDBInstance(request -> request.dbInstanceIdentifier("orders")
                .dbInstanceClass("db.m5.large")
                .engine("postgres")
                .allocatedStorage(20)
                .masterUsername("u")
                .masterUserPassword("longenough")
                .multiAZ(true)
                .availabilityZone("us-east-1a")
                .tags(List.of(Tag.builder()
                        .key("zonekeeper.io/namespace")
                        .value("shop")
                        .build())));
        DatabaseFact fact = region.databases().instance("orders");
        assertThat(fact.multiAz()).isTrue();
        assertThat(fact.writer().orElseThrow().zone()).isEqualTo("us-east-1a");
        assertThat(fact.tags()).containsEntry("zonekeeper.io/namespace", "shop");
        region.databases().failOverInstance("orders");
    }

    @Test
    void aClusterFailsOverToTheMemberNamed() {
        user.createDBCluster(request -> request.dbClusterIdentifier("ledger")
                .engine("aurora-postgresql")
                .masterUsername("u")
                .masterUserPassword("longenough"));
        for (String member : List.of("l1", "l2")) {
            user.createDBInstance(request -> request.dbInstanceIdentifier(member)
                    .dbClusterIdentifier("ledger")
                    .dbInstanceClass("db.r5.large")
                    .engine("aurora-postgresql"));
        }
        DatabaseFact before = region.databases().cluster("ledger");
        String reader = before.others().getFirst().name();
        region.databases().failOverCluster("ledger", Optional.of(reader));
        assertThat(region.databases().cluster("ledger").writer().orElseThrow().name())
                .isEqualTo(reader);
    }

    private static boolean installed(Path home) throws InterruptedException {
        try {
            Files.createDirectories(home.getParent());
            return run("python3", "-m", "venv", home.toString())
                    && run(home.resolve("bin/pip").toString(), "-q", "install", VERSION);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(3, TimeUnit.MINUTES) && process.exitValue() == 0;
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
