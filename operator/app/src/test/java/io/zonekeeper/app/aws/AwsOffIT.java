package io.zonekeeper.app.aws;

import java.util.List;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** AWS is switched off, as it is by default: what would need it says so. */
@ZonedCluster
class AwsOffIT {
    @AfterEach
    void stop(OperatorUnderTest operator) {
        operator.stop();
    }

    @Test
    void aDatabaseIsToldOnceThatNothingIsDone(
            OperatorUnderTest operator, KubernetesClient client, Kubectl kubectl, TestNamespace namespace) {
        kubectl.runReading("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: MultiAZDatabase
                metadata: {name: orders}
                spec: {rds: {region: us-east-1, instance: orders-prod}}
                """, "apply", "-f", "-");
        operator.startInProcess();
        Waiting.untilAsserted(
                "it is told",
                () -> assertThat(conditions(client)).anySatisfy(condition -> {
                    assertThat(condition.type()).isEqualTo("Ready");
                    assertThat(condition.status()).isEqualTo("False");
                    assertThat(condition.reason()).isEqualTo("AWSOff");
                    assertThat(condition.message()).contains("aws.enabled");
                }));
        assertThat(conditions(client)).anySatisfy(condition -> {
            assertThat(condition.type()).isEqualTo("Stalled");
            assertThat(condition.status()).isEqualTo("True");
        });
        Waiting.untilAsserted(
                "an Event and a metric say so too",
                () -> assertThat(new UserOfServices(client, kubectl).events("MultiAZDatabase", "orders"))
                        .containsExactly("AWSOff"));
        assertThat(operator.metrics().lines())
                .anyMatch(line -> line.startsWith("zonekeeper_refusals_total")
                        && line.contains("kind=\"MultiAZDatabase\"")
                        && line.contains("reason=\"AWSOff\"")
                        && line.endsWith(" 1.0"));
    }

    private static List<Condition> conditions(KubernetesClient client) {
        var status =
                client.resources(MultiAZDatabase.class).withName("orders").get().getStatus();
        return status == null || status.conditions() == null ? List.of() : status.conditions();
    }
}
