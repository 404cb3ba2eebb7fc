package io.zonekeeper.observer;

import java.util.List;

import io.zonekeeper.testing.Manifests;
import io.zonekeeper.testing.MutatedJson;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Objects in a form that nobody expects: an observer goes on, and what does not look as expected is not checked. */
class StrangeObjectsTest {
    private static final int MANY = 5_000;
    private static final String POD = """
            {"spec": {"nodeName": "n", "containers": [{"name": "web", "ports": [{"name": "http", "containerPort": 80}]}]},
             "status": {"phase": "Running", "podIP": "10.0.0.1", "conditions": [{"type": "Ready", "status": "True"}]}}
            """;
    private static final String ZONED_SERVICE = """
            {"spec": {"healthChecks": [{"name": "a", "httpGet": {"port": 80, "path": "/"}, "period": "2s"}]},
             "status": {"zones": [{"zone": "a", "serving": false, "state": "Drained"}]}}
            """;
    private static final String FAILOVER = """
            {"spec": {"healthChecks": [{"name": "a", "tcpSocket": {"port": "http"}}]},
             "status": {"services": [{"name": "web", "zones": [{"zone": "a", "serving": true, "state": "Active"}]}]}}
            """;
    private static final String SERVICE =
            "{\"spec\": {\"selector\": {\"app\": \"web\", \"zonekeeper.io/outside-1\": \"true\"}}}";

    @Test
    void nothingEndsAnObserver() {
        feed(PodFact.PODS, POD);
        feed(CheckedPods.ZONED_SERVICES, ZONED_SERVICE);
        feed(FailoverFact.FAILOVERS, FAILOVER);
        feed(FailoverWatches.SERVICES, SERVICE);
    }

    private static void feed(ObservedKind<?> kind, String valid) {
        GenericKubernetesResource named =
                Manifests.parse(GenericKubernetesResource.class, "{metadata: {name: n, namespace: shop, uid: u}}");
        MutatedJson.feed(MANY, List.of(valid), parts -> {
            var object = new GenericKubernetesResource();
            object.setMetadata(named.getMetadata());
            parts.properties().forEach(part -> object.setAdditionalProperty(part.getKey(), part.getValue()));
            kind.prune(object);
            assertThat(kind.fact(object)).isNotNull();
        });
    }
}
