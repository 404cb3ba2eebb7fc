package io.zonekeeper.manifests.migration;

import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MigratedDeploymentTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop-web, namespace: shop}
            spec:
              replicas: 6
              minReadySeconds: 5
              selector: {matchLabels: {app: web}}
              strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 2, maxUnavailable: 25%}}
              template:
                metadata: {labels: {app: web}, creationTimestamp: null}
                spec:
                  containers: [{name: web, image: "web:1", ports: [{name: http, containerPort: 8080}]}]
                  topologySpreadConstraints:
                    - {maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}
            """;
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              namespace: shop
              labels: {team: shop, app.kubernetes.io/managed-by: Helm}
            spec:
              type: ClusterIP
              clusterIP: 10.0.0.7
              internalTrafficPolicy: Cluster
              sessionAffinity: None
              ipFamilyPolicy: SingleStack
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: http, protocol: TCP}]
            """;

    @Test
    void itIsTheTemplateTheReplicasAndTheService() throws JsonProcessingException {
        MigratedDeployment migrated = of(DEPLOYMENT, SERVICE);
        JsonNode expected = YAML.readTree("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: web, namespace: shop}
                spec:
                  replicas: 6
                  minReadySeconds: 5
                  rollout: {maxSurge: 2}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers: [{name: web, image: "web:1", ports: [{name: http, containerPort: 8080}]}]
                  service:
                    labels: {team: shop}
                    ipFamilyPolicy: SingleStack
                    ports: [{name: http, port: 80, targetPort: http, protocol: TCP}]
                """);
        assertThat(YAML.readTree(migrated.manifest().toString())).isEqualTo(expected);
        assertThat(migrated.notes()).singleElement().asString().contains("topologySpreadConstraints");
        assertThat(migrated.withoutService().at("/spec/service").isMissingNode())
                .isTrue();
    }

    @Test
    void nodePortsAndHeadlessServicesAreKept() {
        assertThat(of(DEPLOYMENT, SERVICE.replace("10.0.0.7", "None"))
                        .manifest()
                        .at("/spec/service/clusterIP")
                        .asText())
                .isEqualTo("None");
        MigratedDeployment outside = of(
                DEPLOYMENT,
                SERVICE.replace("type: ClusterIP", "type: NodePort\n  externalTrafficPolicy: Local")
                        .replace("port: 80,", "port: 80, nodePort: 30080,"));
        assertThat(outside.manifest().at("/spec/service/externalTrafficPolicy").asText())
                .isEqualTo("Local");
        assertThat(outside.manifest().at("/spec/service/ports/0/nodePort").asInt())
                .isEqualTo(30080);
    }

    @Test
    void withoutAServiceItHasTheNameOfTheDeployment() {
        MigratedDeployment migrated =
                MigratedDeployment.of(Serialization.unmarshal(DEPLOYMENT, Deployment.class), Optional.empty());
        assertThat(migrated.name()).isEqualTo("shop-web");
        assertThat(migrated.manifest().at("/spec/service").isMissingNode()).isTrue();
    }

    private static MigratedDeployment of(String deployment, String service) {
        return MigratedDeployment.of(
                Serialization.unmarshal(deployment, Deployment.class),
                Optional.of(Serialization.unmarshal(service, Service.class)));
    }
}
