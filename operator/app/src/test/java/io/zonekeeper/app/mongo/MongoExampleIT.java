package io.zonekeeper.app.mongo;

import java.nio.file.Path;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Manifests;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import com.mongodb.client.MongoClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.mongo.UserOfMongo.ZONES;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code examples/06-mongo}, applied as it stands; what its client does is done here, as its pod is simulated. */
@ZonedCluster
class MongoExampleIT {
    private static final Path EXAMPLE = Manifests.projectFile("examples/06-mongo");

    private UserOfMongo user;

    @BeforeEach
    void start(KubernetesClient client, Kubectl kubectl, OperatorUnderTest operator) {
        operator.startInProcess();
        user = new UserOfMongo(client, kubectl);
        // There is no cloud here to make volumes of the example's class.
        user.storage("zonal");
    }

    @AfterEach
    void stop() {
        user.kubectl("delete", "storageclass", "zonal", "--ignore-not-found");
        user.dropStorage();
        user.close();
    }

    @Test
    void theClientWritesOnWhileAllConfigServersAreLost(KubernetesClient client) {
        user.kubectl("apply", "-f", EXAMPLE.toString());
        user.untilServing();
        Waiting.until(
                "the client runs",
                () -> client.pods().withLabel("app", "writer").list().getItems().stream()
                        .anyMatch(pod -> "Running".equals(pod.getStatus().getPhase())));
        var command = client.apps()
                .deployments()
                .withName("writer")
                .get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getCommand();
        assertThat(command.getLast()).contains("@photos-mongos/shop");
        assertThat(client.services().withName("photos-mongos").get().getSpec().getPorts())
                .as("the port that a MongoDB URI has where it names none")
                .anySatisfy(port -> assertThat(port.getPort()).isEqualTo(27017));

        try (MongoClient mongos = user.client("change-me")) {
            Document insert =
                    new Document("insert", "orders").append("documents", java.util.List.of(new Document("x", 1)));
            assertThat(mongos.getDatabase("shop").runCommand(insert)).containsEntry("n", 1);
            ZONES.forEach(zone -> user.mongo().keepDown(user.host("cfg", zone)));
            user.untilGate("Closed");
            for (int number = 0; number < 20; number++) {
                assertThat(mongos.getDatabase("shop").runCommand(insert)).containsEntry("n", 1);
            }
            ZONES.forEach(zone -> user.mongo().letStart(user.host("cfg", zone)));
            user.untilServing();
        }
    }
}
