package io.zonekeeper.controllers.mongocluster.links;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.testing.FakeApi;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** When Secrets are read again, and what becomes of the connections that were made with the old ones. */
class MongoLinksTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T12:00:00Z"));
    private final MongoCluster cluster = MongoSecretsInApi.cluster(new MongoClusterSpec.Auth("key", "admin"), null);
    private FakeApi api;
    private MongoSecretsInApi secrets;
    private MongoLinks links;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        secrets = new MongoSecretsInApi(api);
        secrets.put("key", Map.of("keyFile", "key"));
        admin("one");
        Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
        links = new MongoLinks(api.client(), clock, id -> {});
    }

    @AfterEach
    void stop() {
        links.close();
        api.close();
    }

    @Test
    void secretsAreReadAgainNowAndThenAndSoonerWhereServersRefuse() {
        reach(false);
        assertThat(api.requests()).hasSize(2);
        later(9);
        reach(true);
        assertThat(api.requests()).hasSize(2);
        later(1);
        reach(false);
        assertThat(api.requests()).hasSize(2);
        reach(true);
        assertThat(api.requests()).as("after 10 s").hasSize(4);
        later(29);
        reach(false);
        assertThat(api.requests()).hasSize(4);
        later(1);
        reach(false);
        assertThat(api.requests()).as("after 30 s").hasSize(6);
    }

    @Test
    void theSameSecretsKeepTheConnectionsAndOthersMakeOthers() {
        ClusterLinks first = reach(false).links();
        later(30);
        assertThat(reach(false).links()).isSameAs(first);
        admin("two");
        later(30);
        ClusterLinks second = reach(false).links();
        assertThat(second).isNotSameAs(first);
        assertThat(second.access().password()).isEqualTo("two");
        assertThat(links.known(ResourceID.fromResource(cluster))).hasValue(second);
    }

    @Test
    void aSecretThatIsLostLeavesTheConnectionsAndIsTold() {
        MongoLinks.Reached.By before = reach(false);
        secrets.remove("admin");
        later(30);
        MongoLinks.Reached.By after = reach(false);
        assertThat(after.links()).isSameAs(before.links());
        assertThat(after.credentials()).isEqualTo(before.credentials());
        assertThat(after.refusal()).map(Refusal::reason).hasValue(MongoReason.SECRET_MISSING);
        admin("one");
        later(30);
        assertThat(reach(false).refusal()).isEmpty();
    }

    @Test
    void withoutUsableSecretsThereAreNoConnectionsAndTheyAreReadEachTime() {
        secrets.remove("admin");
        assertThat(links.of(cluster, false)).isInstanceOf(MongoLinks.Reached.Not.class);
        assertThat(links.known(ResourceID.fromResource(cluster))).isEmpty();
        admin("one");
        assertThat(reach(false).links().access().user()).isEqualTo("root");
    }

    @Test
    void anApiServerThatDoesNotAnswerChangesNothingOnceThereAreConnections() {
        api.fails(true);
        assertThatThrownBy(() -> links.of(cluster, false)).isInstanceOf(KubernetesClientException.class);
        api.fails(false);
        ClusterLinks first = reach(false).links();
        api.fails(true);
        later(30);
        assertThat(reach(false).links()).isSameAs(first);
    }

    @Test
    void connectionsOfAClusterThatIsGoneEnd() {
        reach(false);
        ResourceID id = ResourceID.fromResource(cluster);
        links.retain(Set.of(id));
        assertThat(links.known(id)).isPresent();
        links.retain(Set.of());
        assertThat(links.known(id)).isEmpty();
    }

    private MongoLinks.Reached.By reach(boolean refused) {
        return (MongoLinks.Reached.By) links.of(cluster, refused);
    }

    private void admin(String password) {
        secrets.put("admin", Map.of("username", "root", "password", password));
    }

    private void later(int seconds) {
        now.updateAndGet(time -> time.plusSeconds(seconds));
    }
}
