package io.zonekeeper.app.mongo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.mongo.MongoHosts;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged operator is killed as soon as it has written something, again and again, while a cluster forms and while
 * a change goes through it. {@code MongoSimulationTest} does the same before and after every single step.
 */
@ZonedCluster
class MongoFaultsIT {
    /** Then it may finish: the simulation kills at every step, and starting a JVM takes its time. */
    private static final int KILLS = 6;

    private static final Duration FOR_A_WRITE = Duration.ofSeconds(45);

    @TempDir
    private Path folder;

    private UserOfMongo user;
    private Map<String, String> settings;

    @BeforeEach
    void start(KubernetesClient client, Kubectl kubectl) {
        String hosts = MongoHosts.keepFile(folder.resolve("hosts")).toString();
        settings = Map.of(
                "JDK_JAVA_OPTIONS",
                "-Djdk.net.hosts.file=%s -Dsun.net.inetaddr.ttl=1 -Dsun.net.inetaddr.negative.ttl=0".formatted(hosts));
        user = new UserOfMongo(client, kubectl);
        user.storage();
    }

    @AfterEach
    void stop() {
        user.dropStorage();
        user.close();
    }

    @Test
    void killedAfterEveryWriteOfFirstStartAndOfARoll(
            OperatorUnderTest operator, WriteCounter writes, TestNamespace namespace) {
        user.apply(UserOfMongo.keyFile() + UserOfMongo.admin("s3cret") + UserOfMongo.photos());
        int kills = killAfterEachWrite(operator, writes, namespace, this::serves);
        assertThat(kills).isGreaterThan(3);
        operator.startJar(settings);
        user.untilServing();
        for (String set : java.util.List.of("cfg", "rs0", "rs1")) {
            assertThat(user.mongo().count("initiate " + set)).as(set).isEqualTo(1);
            assertThat(user.mongo().roles(set).values()).containsExactlyInAnyOrder("PRIMARY", "SECONDARY", "SECONDARY");
        }
        operator.crash();

        user.apply(UserOfMongo.photos("registry.local/mongo:8.0.1"));
        killAfterEachWrite(operator, writes, namespace, () -> serves() && rolled());
        operator.startJar(settings);
        Waiting.until("the change has reached every member", Duration.ofMinutes(4), () -> serves() && rolled());
        assertThat(user.mongo().balancerOn(user.router()))
                .as("the balancer is on again")
                .isTrue();
        assertThat(user.mongo().count("force")).isZero();
    }

    private int killAfterEachWrite(
            OperatorUnderTest operator, WriteCounter writes, TestNamespace namespace, BooleanSupplier done) {
        int kills = 0;
        while (kills < KILLS && !done.getAsBoolean()) {
            WriteCounter.Mark mark = writes.mark();
            operator.startJar(settings);
            Waiting.until(
                    "it writes something",
                    FOR_A_WRITE,
                    () -> done.getAsBoolean()
                            || writes.since(mark).stream()
                                    .anyMatch(write -> write.namespace().equals(namespace.name())));
            operator.crash();
            kills++;
        }
        return kills;
    }

    private boolean serves() {
        return Optional.ofNullable(user.status())
                        .map(MongoClusterStatus::conditions)
                        .isPresent()
                && user.condition("Ready").reason().equals("Serving")
                && user.condition("Reconciling").status().equals("False")
                && user.get().getMetadata().getGeneration().equals(user.status().observedGeneration());
    }

    private boolean rolled() {
        return user.status().rollout() == null
                && user.mongos().keySet().stream()
                        .allMatch(name -> user.pod(name)
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .getImage()
                                .endsWith("8.0.1"));
    }
}
