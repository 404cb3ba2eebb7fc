package io.zonekeeper.app.mongo;

import java.time.Duration;
import java.util.List;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.mongo.UserOfMongo.ZONES;
import static org.assertj.core.api.Assertions.assertThat;

/** A MongoCluster as its user sees it, on a real API server, with doubles of MongoDB's servers for its pods. */
@ZonedCluster
class MongoClusterIT {
    private UserOfMongo user;

    @BeforeEach
    void start(KubernetesClient client, Kubectl kubectl, OperatorUnderTest operator) {
        operator.startInProcess();
        user = new UserOfMongo(client, kubectl);
    }

    @AfterEach
    void stop() {
        user.dropStorage();
        user.close();
    }

    @Test
    void firstStart(KubernetesClient client) {
        user.start();
        assertThat(user.status().metadata()).isEqualTo("Writable");
        assertThat(user.status().quorum()).isEqualTo("3/3");
        assertThat(user.kubectl("get", "mongo"))
                .contains(
                        "METADATA",
                        "QUORUM",
                        "PRIMARIES",
                        "GATE",
                        "Writable",
                        "3/3",
                        "cfg us-east-1",
                        "rs0 us-east-1",
                        "Open",
                        "Serving");
        for (String set : List.of("cfg", "rs0", "rs1")) {
            assertThat(user.mongo().roles(set).values())
                    .as(set)
                    .containsExactlyInAnyOrder("PRIMARY", "SECONDARY", "SECONDARY");
            for (String zone : ZONES) {
                var pod = user.pod("photos-%s-%s-0".formatted(set, zone));
                assertThat(client.nodes()
                                .withName(pod.getSpec().getNodeName())
                                .get()
                                .getMetadata()
                                .getLabels())
                        .containsEntry("topology.kubernetes.io/zone", zone);
            }
        }
        assertThat(user.mongo().count("initiate cfg")).isEqualTo(1);
        assertThat(user.mongo().count("reconfigure cfg")).isEqualTo(2);
        assertThat(user.mongo().count("force")).isZero();
        assertThat(user.write()).isTrue();
        assertThat(user.mongos()).hasSize(3);
        assertThat(user.condition("Pinned").status()).isEqualTo("True");
        assertThat(user.pod(user.mongos().keySet().iterator().next())
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getCommand())
                .anyMatch(word -> ZONES.stream().allMatch(zone -> word.contains(user.host("cfg", zone))));
    }

    @Test
    void inSteadyStateNothingIsWrittenAndMembersAreLeftInPeace(
            WriteCounter writes, OperatorUnderTest newcomer, TestNamespace namespace) throws InterruptedException {
        user.start();
        newcomer.startInProcess();
        Waiting.throughout("the newcomer has looked", Duration.ofSeconds(6), () -> {});
        WriteCounter.Mark settled = writes.mark();
        var before = user.mongo().counts("command ");
        long began = System.nanoTime();
        Waiting.throughout(
                "nothing is written",
                Duration.ofSeconds(15),
                () -> assertThat(writes.since(settled))
                        .filteredOn((Write write) -> write.namespace().equals(namespace.name()))
                        .isEmpty());
        double seconds = (System.nanoTime() - began) / 1e9;
        // Two operators here, so twice one in five seconds, and a hello that happens to fall into the time.
        user.mongo()
                .counts("command photos-")
                .forEach((what, number) -> assertThat(number - before.get(what))
                        .as(what)
                        .isLessThanOrEqualTo((int) Math.ceil(2 * seconds / 5) + 4));
    }
}
