package io.zonekeeper.app;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.app.evacuation.Quiet;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** An operator of some namespaces keeps the services of each of them, and those of no other. */
@ZonedCluster
class NamespacesIT {
    @Test
    void servicesOfEachNamespaceAreKept(
            OperatorUnderTest operator, KubernetesClient client, TestNamespace own, WriteCounter writes) {
        try (var one = FurtherNamespace.create(client, own.name() + "-one");
                var two = FurtherNamespace.create(client, own.name() + "-two");
                var other = FurtherNamespace.create(client, own.name() + "-other")) {
            List.of(one, two, other).forEach(each -> each.make(UserOfServices.served("web", 6)));
            operator.startInProcess(Map.of("ZONEKEEPER_NAMESPACES", one.name() + "," + two.name()));
            for (FurtherNamespace each : List.of(one, two)) {
                each.user().untilReady("web");
                assertThat(each.user().spread("web")).isEqualTo(Map.of(A, 2, B, 2, C, 2));
            }
            Set<String> kept = Set.of(one.name(), two.name());
            Quiet.becomesInNamespaces(writes, kept);
            WriteCounter.Mark before = writes.mark();
            // What there is is listed namespace by namespace.
            operator.restart();
            Quiet.becomesInNamespaces(writes, kept);
            assertThat(writes.since(before))
                    .filteredOn(write -> kept.contains(write.namespace()))
                    .as("children that an operator writes that starts again")
                    .extracting(Write::resource)
                    .doesNotContain("services", "deployments", "poddisruptionbudgets");
            for (FurtherNamespace each : List.of(one, two)) {
                client.apps()
                        .deployments()
                        .inNamespace(each.name())
                        .withName("web-" + B)
                        .delete();
                each.user().untilSpread("web", Map.of(A, 2, B, 2, C, 2));
                each.user().scale("web", 9);
                each.user().untilSpread("web", Map.of(A, 3, B, 3, C, 3));
            }
            assertThat(other.user().get("web").getStatus().conditions())
                    .as("a service of a namespace that is not kept")
                    .isNull();
        }
    }
}
