package io.zonekeeper.kube.client;

import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.ZonedService;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DirectDecodingTest {
    private static final String REST = """
            "metadata": {"name": "web-a", "resourceVersion": "7", "labels": {"a": "b"},
              "managedFields": [{"manager": "m", "operation": "Apply", "fieldsV1": {"f:spec": {"f:replicas": {}}}}],
              "finalizers": ["x"]},
            "spec": {"replicas": 3, "template": {"spec": {"containers": [{"name": "web", "image": "i"}]}}}""";

    private final KubernetesSerialization serialization = new KubernetesSerialization(
            new ObjectMapper().registerModules(TolerantDecoding.module(), DirectDecoding.module()), false);

    @BeforeEach
    void registerKinds() {
        List.of(Deployment.class, ZonedService.class, Status.class).forEach(serialization::registerKubernetesResource);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"kind\": \"Deployment\", \"apiVersion\": \"apps/v1\", %s",
                "\"apiVersion\": \"apps/v1\", \"kind\": \"Deployment\", %s",
                "\"kind\": \"Deployment\", %s, \"apiVersion\": \"apps/v1\"",
                "%s, \"kind\": \"Deployment\", \"apiVersion\": \"apps/v1\""
            })
    void anObjectIsReadWhereverItsKindStands(String object) {
        WatchEvent event = event("{\"type\": \"MODIFIED\", \"object\": {" + object.formatted(REST) + "}}");
        assertThat(event.getType()).isEqualTo("MODIFIED");
        assertThat(event.getObject()).isInstanceOfSatisfying(Deployment.class, deployment -> {
            assertThat(deployment.getApiVersion()).isEqualTo("apps/v1");
            assertThat(deployment.getMetadata().getName()).isEqualTo("web-a");
            assertThat(deployment.getMetadata().getFinalizers()).containsExactly("x");
            assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
            assertThat(deployment
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getImage())
                    .isEqualTo("i");
        });
    }

    @Test
    void theTypeMayComeLast() {
        WatchEvent event =
                event("{\"object\": {\"kind\": \"Deployment\", \"apiVersion\": \"apps/v1\", %s}, \"type\": \"ADDED\"}"
                        .formatted(REST));
        assertThat(event.getType()).isEqualTo("ADDED");
        assertThat(event.getObject()).isInstanceOf(Deployment.class);
    }

    @Test
    void whoOwnsWhichFieldIsNotRead() {
        WatchEvent event =
                event("{\"type\": \"ADDED\", \"object\": {\"kind\": \"Deployment\", \"apiVersion\": \"apps/v1\", %s}}"
                        .formatted(REST));
        ObjectMeta metadata = ((Deployment) event.getObject()).getMetadata();
        assertThat(metadata.getManagedFields()).isEmpty();
        assertThat(metadata.getAdditionalProperties()).isEmpty();
        assertThat(metadata.getLabels()).isEqualTo(Map.of("a", "b"));
        assertThat(serialization
                        .unmarshal(
                                "{\"kind\": \"Odd\", \"apiVersion\": \"v9\", %s}".formatted(REST),
                                GenericKubernetesResource.class)
                        .getMetadata()
                        .getManagedFields())
                .isEmpty();
    }

    @Test
    void kindsThatAreNotKnownAndErrorsComeThrough() {
        assertThat(event("{\"type\": \"ADDED\", \"object\": {\"kind\": \"Odd\", \"apiVersion\": \"v9\", %s}}"
                                .formatted(REST))
                        .getObject())
                .isInstanceOf(GenericKubernetesResource.class);
        assertThat(event(
                                "{\"type\": \"ERROR\", \"object\": {\"kind\": \"Status\", \"apiVersion\": \"v1\", \"code\": 410}}")
                        .getObject())
                .isInstanceOfSatisfying(
                        Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
        assertThat(event("{\"type\": \"BOOKMARK\", \"object\": null}").getObject())
                .isNull();
    }

    @Test
    void anObjectOfOursThatCannotBeReadComesThroughWithoutIt() {
        WatchEvent event = event(
                "{\"type\": \"ADDED\", \"object\": {\"apiVersion\": \"zonekeeper.io/v1alpha1\", \"kind\": \"ZonedService\","
                        + " \"metadata\": {\"name\": \"shop\"}, \"spec\": {\"replicas\": \"three\"}}}");
        assertThat(event.getObject())
                .isInstanceOfSatisfying(
                        ZonedService.class,
                        service -> assertThat(TolerantDecoding.problem(service))
                                .hasValueSatisfying(
                                        problem -> assertThat(problem).contains("spec.replicas")));
    }

    private WatchEvent event(String json) {
        return serialization.unmarshal(json, WatchEvent.class);
    }
}
