package io.zonekeeper.web.view;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.web.simulated.SimulatedClock;
import io.zonekeeper.web.simulated.SimulatedCluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameBuilderTest {
    private final SimulatedCluster cluster = new SimulatedCluster(4, new SimulatedClock(SimulatedCluster.morning()));
    private final FrameBuilder builder = new FrameBuilder();

    private Frame frame() {
        return builder.build(cluster.sources());
    }

    private static ServiceView only(Class<? extends HasMetadata> kind, String yaml) {
        List<HasMetadata> objects = new ArrayList<>();
        HasMetadata object = new KubernetesSerialization().unmarshal(yaml, kind);
        object.getMetadata().setUid("1");
        object.getMetadata().setResourceVersion("1");
        objects.add(object);
        Frame frame = new FrameBuilder().build(new Sources(Stream::empty, objects::stream));
        assertThat(frame.services()).hasSize(1);
        return frame.services().values().iterator().next();
    }

    @Test
    void isTheSameWhileNoObjectChanges() {
        assertThat(frame()).isSameAs(frame());
    }

    @Test
    void makesOnlyTheViewsOfChangedObjectsAgain() {
        Frame before = frame();
        cluster.evacuate(1, 2, 3);
        Frame after = frame();

        assertThat(after.services().entrySet())
                .filteredOn(entry -> !entry.getValue().equals(before.services().get(entry.getKey())))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getValue().severity()).isEqualTo(Severity.EVACUATED);
                    assertThat(entry.getValue().cells().get("us-east-1b").evacuated())
                            .isTrue();
                    assertThat(entry.getValue().status()).isEqualTo("Evacuated");
                });
    }

    @Test
    void forgetsDeletedObjects() {
        frame();
        cluster.services().removeFirst();
        assertThat(frame().services()).hasSize(3);
    }

    @Test
    void showsAZone() {
        cluster.lost(1);
        ZoneView zone = frame().zones().get("us-east-1b");

        assertThat(zone.verdict()).isEqualTo("Unhealthy");
        assertThat(zone.cordonedBy()).contains("Automatic");
        assertThat(zone.nodes()).isEqualTo(new ZoneView.NodeNumbers(12, 0, 0));
        assertThat(zone.signals())
                .hasSize(3)
                .first()
                .satisfies(signal -> assertThat(signal.failures()).isEqualTo(12));
    }

    @Test
    void aRefusalIsTheWorst() {
        cluster.refused(0, 1);
        ServiceView refused = frame().services().get("ZonedService/shop/cart");

        assertThat(refused.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(refused.status()).isEqualTo("EvacuationHeld: MinimumNotReady");
        assertThat(refused.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.refusal()).isTrue());
    }

    @Test
    void aServiceThatWasNotReconciledYetHasNoCells() {
        ServiceView service = only(ZonedService.class, """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: web, namespace: shop}
                spec: {replicas: 3}
                """);

        assertThat(service.cells()).isEmpty();
        assertThat(service.status()).isEqualTo("NotReconciled");
    }

    @Test
    void aConditionThatNobodyAskedForIsNoProblem() {
        ServiceView service = only(ZonedService.class, """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: web, namespace: shop}
                spec: {replicas: 3}
                status:
                  conditions:
                  - {type: Ready, status: "True", reason: AllReady, message: "", lastTransitionTime: ""}
                  - {type: ZoneRedundant, status: "False", reason: NotRequested, message: "", lastTransitionTime: ""}
                  - {type: Balanced, status: "False", reason: Moving, message: m, lastTransitionTime: ""}
                """);

        assertThat(service.problems()).extracting(Problem::condition).containsExactly("Balanced");
        assertThat(service.severity()).isEqualTo(Severity.DEGRADED);
    }

    @Test
    void aZoneFailoverHasARowForEachServiceWithWhatAZonesLossWouldLeave() {
        ServiceView service = only(ZoneFailover.class, """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneFailover
                metadata: {name: all, namespace: shop}
                status:
                  conditions: [{type: Ready, status: "True", reason: AllReady, message: "", lastTransitionTime: ""}]
                  services:
                  - name: web
                    zones:
                    - {zone: a, state: Active, serving: true, pods: 3, ready: 3}
                    - {zone: b, state: Active, serving: true, pods: 1, ready: 1}
                """);

        assertThat(service.id()).isEqualTo("ZoneFailover/shop/all/web");
        assertThat(service.loss()).containsEntry("a", new Loss(1, 25)).containsEntry("b", new Loss(3, 75));
        assertThat(service.severity()).isEqualTo(Severity.OK);
    }

    @Test
    void anUnprotectedServiceIsShownWithItsReason() {
        ServiceView service = only(ZoneFailover.class, """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneFailover
                metadata: {name: all, namespace: shop}
                status:
                  conditions: []
                  services: [{name: web, unprotected: it has no selector}]
                """);

        assertThat(service.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).isEqualTo("it has no selector"));
    }

    @Test
    void showsMembersOfAMongoCluster() {
        ServiceView cluster = only(MongoCluster.class, """
                apiVersion: zonekeeper.io/v1alpha1
                kind: MongoCluster
                metadata: {name: orders, namespace: shop}
                status:
                  quorum: 2/3
                  sets:
                  - name: cfg
                    members: [{zone: a, state: PRIMARY}, {zone: b, state: Unreachable}]
                """);

        assertThat(cluster.cells().get("a").ready()).isEqualTo(1);
        assertThat(cluster.cells().get("b").state()).isEqualTo("Incomplete");
        assertThat(cluster.facts()).contains(new Fact("Config servers", "2/3"));
    }

    @Test
    void showsServersOfAProxyAndZonesOfADatabase() {
        ServiceView proxy = only(ZonalProxy.class, """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonalProxy
                metadata: {name: front, namespace: shop}
                status:
                  proxies: 4
                  readyProxies: 4
                  zones: [{zone: a, local: 2, remote: 2, evacuated: true}]
                """);
        ServiceView database = only(MultiAZDatabase.class, """
                apiVersion: zonekeeper.io/v1alpha1
                kind: MultiAZDatabase
                metadata: {name: orders, namespace: shop}
                status: {writerZone: a, standby: "b,c"}
                """);

        assertThat(proxy.cells().get("a").evacuated()).isTrue();
        assertThat(database.cells().get("a").state()).isEqualTo("Writer");
        assertThat(database.cells().get("c").state()).isEqualTo("Standby");
    }
}
