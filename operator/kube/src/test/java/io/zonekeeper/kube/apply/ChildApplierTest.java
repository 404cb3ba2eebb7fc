package io.zonekeeper.kube.apply;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChildApplierTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/shop/deployments/web-a";
    private static final String SERVICE = "/api/v1/namespaces/shop/services/web";
    private static final String OWNER = "/apis/zonekeeper.io/v1alpha1/namespaces/shop/zonedservices/web";

    private final Owner owner = new Owner("zonekeeper.io/v1alpha1", "ZonedService", "shop", "web", "our-uid");

    private ApplyingApi api;
    private KubernetesClient client;
    private ChildApplier applier;

    @BeforeEach
    void start() throws IOException {
        api = new ApplyingApi();
        client = api.client();
        applier = new ChildApplier(client, Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void aNewChildIsMadeWithoutForceAndThenLeftAlone() {
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        assertThat(made.getSpec().getReplicas()).isEqualTo(2);
        assertThat(api.requests()).containsExactly("PATCH web-a force=false");
        assertThat(apply(deployment(2), Optional.of(made))).isInstanceOf(ApplyResult.Unchanged.class);
        assertThat(api.requests()).as("applying twice writes once").hasSize(1);
    }

    @Test
    void whatSomebodyChangedIsPutBackAndFieldsOfOthersStay() {
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        made.getSpec().setReplicas(7);
        made.getMetadata().setLabels(Map.of("theirs", "stays"));
        api.has(DEPLOYMENT, made);
        Deployment back = applied(apply(deployment(2), Optional.of(made)));
        assertThat(back.getSpec().getReplicas()).isEqualTo(2);
        assertThat(back.getMetadata().getLabels()).containsEntry("theirs", "stays");
        assertThat(api.requests()).last().isEqualTo("PATCH web-a force=true");
    }

    /** A Deployment's controller copies annotations to the ReplicaSet, in writes of their own. */
    @Test
    void anotherNumberOfPodsIsAllThatChanges() {
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        Deployment more = applied(apply(deployment(3), Optional.of(made)));
        assertThat(more.getSpec().getReplicas()).isEqualTo(3);
        assertThat(more.getMetadata().getAnnotations())
                .isNotEmpty()
                .isEqualTo(made.getMetadata().getAnnotations());
        Deployment less = applied(apply(deployment(2), Optional.of(more)));
        assertThat(less.getSpec().getReplicas())
                .as("the same as before the last")
                .isEqualTo(2);
        assertThat(apply(deployment(2), Optional.of(less))).isInstanceOf(ApplyResult.Unchanged.class);
    }

    @Test
    void aNumberThatIsNoLongerAskedForIsAppliedAgain() {
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        ObjectNode without = deployment(2);
        without.withObjectProperty("spec").remove("replicas");
        assertThat(apply(without, Optional.of(made))).isInstanceOf(ApplyResult.Applied.class);
    }

    /** Nothing that is sent differs, but something that was sent before is missing now. */
    @Test
    void whatIsNoLongerAskedForIsAppliedAgain() {
        ObjectNode more = deployment(2);
        more.withObjectProperty("spec").put("minReadySeconds", 5);
        Deployment made = applied(apply(more, Optional.empty()));
        assertThat(apply(deployment(2), Optional.of(made))).isInstanceOf(ApplyResult.Applied.class);
        assertThat(api.requests()).hasSize(2);
    }

    @Test
    void oneOfOursThatTheCacheDoesNotKnowYetIsTakenByForce() {
        api.has(DEPLOYMENT, existing(Deployment.class, deployment(5), "our-uid"));
        assertThat(applied(apply(deployment(2), Optional.empty())).getSpec().getReplicas())
                .isEqualTo(2);
        assertThat(api.requests()).containsExactly("PATCH web-a force=false", "GET web-a", "PATCH web-a force=true");
    }

    @Test
    void aStrangerThatTheCacheDoesNotKnowYetIsNeverWritten() {
        api.has(DEPLOYMENT, existing(Deployment.class, deployment(5), "their-uid"));
        assertThat(refusal(apply(deployment(2), Optional.empty())).reason().word())
                .isEqualTo("NameTaken");
        assertThat(api.get(DEPLOYMENT).at("/spec/replicas").asInt()).isEqualTo(5);
        assertThat(api.requests()).containsExactly("PATCH web-a force=false", "GET web-a");
    }

    @Test
    void aStrangerThatIsKnownCostsNoRequest() {
        Deployment theirs = existing(Deployment.class, deployment(5), "their-uid");
        assertThat(refusal(apply(deployment(2), Optional.of(theirs))).reason().word())
                .isEqualTo("NameTaken");
        assertThat(api.requests()).isEmpty();
    }

    /** A Service can be handed over by its annotation; a workload whose selector is another one cannot. */
    @Test
    void whatAPersonHandsOverIsAdopted() {
        Service theirs = existing(Service.class, service(), null);
        theirs.getMetadata().setAnnotations(Map.of(Labels.ADOPT, "web"));
        api.has(SERVICE, theirs);
        assertThat(applier.apply(ChildKind.SERVICE, owner, service(), Optional.of(theirs)))
                .isInstanceOf(ApplyResult.Applied.class);

        Deployment other = existing(Deployment.class, deployment(5), null);
        other.getMetadata().setAnnotations(Map.of(Labels.ADOPT, "web"));
        other.getSpec().getSelector().setMatchLabels(Map.of("app", "other"));
        assertThat(refusal(apply(deployment(2), Optional.of(other))).message()).contains("delete it");
    }

    @ParameterizedTest
    @CsvSource({"our-uid, false, true", "our-uid, true, false", "another-uid, false, false"})
    void anOrphanIsTakenBackByAnOwnerThatStays(String uid, boolean beingDeleted, boolean takenBack) {
        ObjectNode standing =
                JSON.createObjectNode().put("apiVersion", owner.apiVersion()).put("kind", owner.kind());
        standing.withObjectProperty("metadata").put("name", "web").put("uid", uid);
        if (beingDeleted) {
            standing.withObjectProperty("metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        }
        api.has(OWNER, standing);
        Deployment orphan = existing(Deployment.class, deployment(2), null);
        orphan.getMetadata().setLabels(Map.of(Labels.MANAGED_BY, Labels.ZONEKEEPER, Labels.SERVICE, "web"));
        api.has(DEPLOYMENT, orphan);
        assertThat(apply(deployment(2), Optional.of(orphan)))
                .isInstanceOf(takenBack ? ApplyResult.Applied.class : ApplyResult.Refused.class);
        assertThat(api.requests()).first().isEqualTo("GET web");
    }

    /** Who cannot be asked whether the owner stays takes nothing. */
    @Test
    void anOrphanIsLeftWhereTheOwnerIsNotFound() {
        Deployment orphan = existing(Deployment.class, deployment(2), null);
        orphan.getMetadata().setLabels(Map.of(Labels.MANAGED_BY, Labels.ZONEKEEPER, Labels.SERVICE, "web"));
        assertThat(refusal(apply(deployment(2), Optional.of(orphan))).reason().word())
                .isEqualTo("NameTaken");
        assertThat(api.requests()).containsExactly("GET web");
    }

    @Test
    void aRefusalIsToldInTheWordsOfTheApiServer() {
        api.refuses(422, "spec.replicas: must not be negative");
        assertThat(refusal(apply(deployment(-1), Optional.empty())))
                .isEqualTo(new Refusal(
                        AnyReason.REJECTED,
                        "the API server refuses Deployment web-a: spec.replicas: must not be negative"));
    }

    @Test
    void aFailureThatPassesIsNoRefusal() {
        api.refuses(503, "not now");
        assertThat(apply(deployment(2), Optional.empty()))
                .isInstanceOfSatisfying(
                        ApplyResult.Failed.class,
                        failed -> assertThat(failed.transientFailure()).isTrue());
    }

    /** It is sent once, and not again until either side changes. */
    @Test
    void whatAWebhookChangesIsNotFought() {
        api.changes(stored -> {
            stored.withObjectProperty("spec").put("replicas", 1);
            return stored;
        });
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        Refusal told = refusal(apply(deployment(2), Optional.of(made)));
        assertThat(told.reason().word()).isEqualTo("ServerChanges");
        assertThat(told.message()).contains("spec.replicas", "Deployment/shop/web-a");
        assertThat(api.requests()).hasSize(1);
        assertThat(apply(deployment(3), Optional.of(made))).isInstanceOf(ApplyResult.Applied.class);
    }

    /** As an image of a mirror: the pods run as the cluster's rules want them. */
    @Test
    void whatAWebhookChangesInPodsIsNoRefusal() {
        api.changes(stored -> {
            ((ObjectNode) stored.at("/spec/template/spec/containers/0")).put("image", "mirror/web:1");
            return stored;
        });
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        assertThat(apply(deployment(2), Optional.of(made))).isInstanceOf(ApplyResult.Overridden.class);
        assertThat(api.requests()).hasSize(1);
    }

    @Test
    void theNumberOfPodsAloneIsChangedWhereItIsAnother() {
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        assertThat(applier.scale(ChildKind.DEPLOYMENT, made, 2)).isEmpty();
        assertThat(api.requests()).hasSize(1);
        assertThat(applier.scale(ChildKind.DEPLOYMENT, made, 4)).hasValueSatisfying(scaled -> {
            assertThat(scaled.getSpec().getReplicas()).isEqualTo(4);
            assertThat(scaled.getSpec().getTemplate()).isEqualTo(made.getSpec().getTemplate());
        });
    }

    @Test
    void aScaleThatFailsIsThrown() {
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        api.refuses(403, "no");
        assertThatThrownBy(() -> applier.scale(ChildKind.DEPLOYMENT, made, 4))
                .isInstanceOf(KubernetesClientException.class);
    }

    @Test
    void aChildIsDeletedAsItIsKnown() {
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        applier.delete(ChildKind.DEPLOYMENT, made);
        assertThat(api.get(DEPLOYMENT)).isNull();
        assertThat(api.requests())
                .last()
                .asString()
                .contains("\"resourceVersion\":\"%s\""
                        .formatted(made.getMetadata().getResourceVersion()));
    }

    /** The pods' specification is most of a cached child; it is kept until the child was found to be as desired. */
    @Test
    void aChildIsLightenedOnceItWasFoundToBeAsDesired() {
        Deployment made = applied(apply(deployment(2), Optional.empty()));
        Deployment unknown = JSON.convertValue(deployment(2), Deployment.class);
        unknown.getMetadata().setUid("never seen");
        applier.lighten(ChildKind.DEPLOYMENT, unknown);
        assertThat(unknown.getSpec().getTemplate().getSpec()).isNotNull();
        applier.lighten(ChildKind.DEPLOYMENT, made);
        assertThat(made.getSpec().getTemplate().getSpec()).isNull();
        assertThat(apply(deployment(2), Optional.of(made)))
                .as("what lacks is no difference")
                .isInstanceOf(ApplyResult.Unchanged.class);
    }

    private ApplyResult<Deployment> apply(ObjectNode wanted, Optional<Deployment> known) {
        return applier.apply(ChildKind.DEPLOYMENT, owner, wanted, known);
    }

    private static Deployment applied(ApplyResult<Deployment> result) {
        assertThat(result).isInstanceOf(ApplyResult.Applied.class);
        return ((ApplyResult.Applied<Deployment>) result).child();
    }

    private static <T extends HasMetadata> Refusal refusal(ApplyResult<T> result) {
        assertThat(result).isInstanceOf(ApplyResult.Refused.class);
        return ((ApplyResult.Refused<T>) result).refusal();
    }

    /** As the API server has it; {@code uid} is its owner's, or null for none. */
    private <T extends HasMetadata> T existing(Class<T> type, ObjectNode wanted, String uid) {
        ObjectNode object = wanted.deepCopy();
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.put("uid", "its-uid").put("namespace", "shop").put("resourceVersion", "1");
        if (uid == null) {
            metadata.remove("ownerReferences");
        } else {
            ((ObjectNode) metadata.at("/ownerReferences/0")).put("uid", uid);
        }
        return client.getKubernetesSerialization().convertValue(object, type);
    }

    private ObjectNode deployment(int replicas) {
        ObjectNode deployment = object("apps/v1", "Deployment", "web-a");
        ObjectNode spec = deployment.withObjectProperty("spec").put("replicas", replicas);
        spec.set("selector", tree("{\"matchLabels\": {\"app\": \"web\"}}"));
        spec.set(
                "template",
                tree("{\"spec\": {\"containers\": [{\"name\": \"web\", \"image\": \"registry.local/web:1\"}]}}"));
        return deployment;
    }

    private ObjectNode service() {
        ObjectNode service = object("v1", "Service", "web");
        service.set("spec", tree("{\"selector\": {\"app\": \"web\"}, \"ports\": [{\"port\": 80}]}"));
        return service;
    }

    private ObjectNode object(String version, String kind, String name) {
        ObjectNode object = JSON.createObjectNode().put("apiVersion", version).put("kind", kind);
        ObjectNode metadata =
                object.withObjectProperty("metadata").put("name", name).put("namespace", "shop");
        metadata.putArray("ownerReferences").addAll(List.of(owner.reference()));
        return object;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
