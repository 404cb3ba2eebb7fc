package io.zonekeeper.api.v1alpha1;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What earlier versions recorded under names that were changed since is still known after an upgrade. */
class FormerNamesTest {
    @Test
    void ofAService() {
        ZonedServiceStatus status = read(ZonedService.class, """
                kind: ZonedService
                status:
                  failbackAnswered: us-east-1b
                  zones: [{zone: us-east-1b, leftFor: Service, home: 3}]
                """).getStatus();

        assertThat(status.lastHandledFailback()).isEqualTo("us-east-1b");
        assertThat(status.zones()).singleElement().satisfies(zone -> {
            assertThat(zone.evacuationCause()).isEqualTo("Service");
            assertThat(zone.replicasBeforeEvacuation()).isEqualTo(3);
        });
    }

    @Test
    void ofAZone() {
        ZoneStatus status = read(Zone.class, """
                kind: Zone
                status: {failbackAnswered: today, drill: {order: now 10m game day, phase: Running}}
                """).getStatus();

        assertThat(status.lastHandledFailback()).isEqualTo("today");
        assertThat(status.drill().request()).isEqualTo("now 10m game day");
    }

    @Test
    void ofAMongoCluster() {
        MongoClusterStatus status = read(MongoCluster.class, """
                kind: MongoCluster
                status: {roll: {since: "2026-11-23T12:00:00Z", balancer: "On", step: x}}
                """).getStatus();

        assertThat(status.rollout().balancerBefore()).isEqualTo("On");
        assertThat(status.rollout().step()).isEqualTo("x");
    }

    @Test
    void ofALoadBalancer() {
        ZonedServiceSpec spec = read(ZonedService.class, """
                kind: ZonedService
                spec: {loadBalancers: [{arn: x, zonalShift: "Off"}]}
                """).getSpec();

        assertThat(spec.loadBalancers())
                .extracting(LoadBalancer::zonalShift)
                .containsExactly(LoadBalancer.ZonalShift.DISABLED);
    }

    private static <T> T read(Class<T> type, String yaml) {
        return new KubernetesSerialization().unmarshal("apiVersion: zonekeeper.io/v1alpha1\n" + yaml, type);
    }
}
