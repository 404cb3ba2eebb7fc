package io.zonekeeper.api.v1alpha1;

import java.nio.file.Path;

import io.zonekeeper.testing.CommandResult;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Manifests;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the API server accepts and keeps, and what cannot be changed afterwards. */
@ZonedCluster
class AcceptedManifestsIT {
    private static final String TEMPLATE = "template: {spec: {containers: [{name: a, image: b}]}}";

    @BeforeAll
    static void installCrds(Kubectl kubectl) {
        kubectl.installCrds(Path.of("."));
    }

    @ParameterizedTest
    @CsvSource({"52, Deployment", "41, StatefulSet"})
    void longestName(int length, String workload, KubernetesClient client) {
        create(client, "a".repeat(length), "workload: " + workload + ", " + TEMPLATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "healthChecks: [{name: x, tcpSocket: {port: 1}, period: 1h, timeout: 10m}]",
                "healthChecks: [{name: x, tcpSocket: {port: http}, period: 100ms, timeout: 10ms}]",
                "healthChecks: [{name: x, httpGet: {port: 80}, period: 1m30s}]",
                "rollout: {bake: 0s, maxSurge: 25%, maxUnavailable: 0}",
                "replicas: 0",
                "service: {clusterIP: None, publishNotReadyAddresses: true, ports: [{port: 80}]}",
                "service: {type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 80}]}",
                "service: {sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: {timeoutSeconds: 9}}, ports: [{port: 80}]}",
                "service: {ports: [{name: dns, port: 53}, {name: dns-udp, port: 53, protocol: UDP}]}",
                "workload: StatefulSet, podManagementPolicy: Parallel, minReadySeconds: 5, revisionHistoryLimit: 0",
                "commonMetadata: {labels: {team: shop}, annotations: {example.com/cost-center: '17'}}",
                "zones: [{zone: us-east-1a, minReplicas: 2, maxReplicas: 2}, {zone: use1-az2}]",
                "zones: [{zone: a, minReplicas: 2}, {zone: b, maxReplicas: 1}]",
            })
    void bounds(String spec, KubernetesClient client) {
        create(client, "web", spec + ", " + TEMPLATE);
    }

    @Test
    void defaultsAreOneReplicaOfADeployment(KubernetesClient client) {
        GenericKubernetesResource created = create(client, "web", TEMPLATE);

        assertThat(created.<Integer>get("spec", "replicas")).isEqualTo(1);
        assertThat(created.<String>get("spec", "workload")).isEqualTo("Deployment");
    }

    @Test
    void whatNoOperatorHasSeenYetIsNotTakenForDone(KubernetesClient client) {
        GenericKubernetesResource created = create(client, "unseen", TEMPLATE);

        assertThat(created.<Integer>get("status", "observedGeneration")).isEqualTo(-1);
    }

    @Test
    void fieldsOfTemplatesThatWeDoNotKnowAreKept(KubernetesClient client) {
        GenericKubernetesResource created = create(client, "web", """
                workload: StatefulSet,
                template: {
                  metadata: {labels: {a: b}, futureOfMetadata: kept},
                  futureOfTemplate: kept,
                  spec: {futureOfPods: {deep: [kept]}, containers: [{name: a, futureOfContainers: kept}]}},
                volumeClaimTemplates: [
                  {metadata: {name: data, labels: {a: b}, futureOfMetadata: kept}, spec: {futureOfClaims: {deep: kept}}}]
                """);

        assertThat(created.<Object>get("spec", "template", "metadata", "futureOfMetadata"))
                .isEqualTo("kept");
        assertThat(created.<Object>get("spec", "template", "futureOfTemplate")).isEqualTo("kept");
        assertThat(created.<Object>get("spec", "template", "spec", "futureOfPods", "deep", 0))
                .isEqualTo("kept");
        assertThat(created.<Object>get("spec", "template", "spec", "containers", 0, "futureOfContainers"))
                .isEqualTo("kept");
        assertThat(created.<Object>get("spec", "volumeClaimTemplates", 0, "metadata", "labels", "a"))
                .isEqualTo("b");
        assertThat(created.<Object>get("spec", "volumeClaimTemplates", 0, "metadata", "futureOfMetadata"))
                .isEqualTo("kept");
        assertThat(created.<Object>get("spec", "volumeClaimTemplates", 0, "spec", "futureOfClaims", "deep"))
                .isEqualTo("kept");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "[{op: replace, path: /spec/workload, value: Deployment}] | workload cannot be changed",
                "[{op: remove, path: /spec/workload}] | workload cannot be changed",
                "[{op: remove, path: /spec/volumeClaimTemplates}] | volumeClaimTemplates cannot be changed",
                "[{op: add, path: /spec/volumeClaimTemplates/0/spec/storageClassName, value: x}]"
                        + " | volumeClaimTemplates cannot be changed",
            })
    void cannotBeChanged(String patch, String sentence, KubernetesClient client, Kubectl kubectl) {
        create(
                client,
                "queue",
                "workload: StatefulSet, volumeClaimTemplates: [{metadata: {name: data}, spec: {}}], " + TEMPLATE);

        CommandResult result = kubectl.attempt("patch", "zsvc", "queue", "--type=json", "--patch", patch);

        assertThat(result.exit()).isNotZero();
        assertThat(result.err()).contains(sentence);
    }

    /** What a writer's moves are remembered of must stay the same database. */
    @Test
    void aMultiAZDatabaseStaysTheSameDatabase(KubernetesClient client, Kubectl kubectl) {
        var manifest = Manifests.parse(
                GenericKubernetesResource.class,
                "{apiVersion: zonekeeper.io/v1alpha1, kind: MultiAZDatabase, metadata: {name: orders},"
                        + " spec: {rds: {region: us-gov-east-1, instance: orders-prod}}}");
        client.resource(manifest).create();

        CommandResult other = kubectl.attempt(
                "patch", "mazdb", "orders", "--type=merge", "--patch={\"spec\":{\"rds\":{\"instance\":\"ledger\"}}}");

        assertThat(other.exit()).isNotZero();
        assertThat(other.err()).contains("create another MultiAZDatabase for another database");
        kubectl.run(
                "patch",
                "mazdb",
                "orders",
                "--type=merge",
                "--patch={\"spec\":{\"failover\":{\"mode\":\"Advise\",\"minInterval\":\"720h\"}}}");
    }

    @Test
    void everythingElseCanBeChanged(KubernetesClient client, Kubectl kubectl) {
        create(client, "web", TEMPLATE);

        kubectl.run(
                "patch",
                "zsvc",
                "web",
                "--type=merge",
                "--patch=spec: {replicas: 3, zones: [{zone: a}], template: {metadata: {labels: {tier: front}}}}");
    }

    private static GenericKubernetesResource create(KubernetesClient client, String name, String spec) {
        String yaml = "{apiVersion: zonekeeper.io/v1alpha1, kind: ZonedService, metadata: {name: %s}, spec: {%s}}"
                .formatted(name, spec);
        return client.resource(Manifests.parse(GenericKubernetesResource.class, yaml))
                .create();
    }
}
