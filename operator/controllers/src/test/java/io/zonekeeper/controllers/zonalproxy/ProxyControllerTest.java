package io.zonekeeper.controllers.zonalproxy;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.TestEnvironment;
import io.zonekeeper.controllers.zonalproxy.ProxyController.Facts;
import io.zonekeeper.controllers.zonalproxy.ProxyController.InForce;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.proxy.CheckResult;
import io.zonekeeper.core.proxy.ConfigurationShape;
import io.zonekeeper.core.proxy.ProxyPlanner;
import io.zonekeeper.core.proxy.ProxyServer;
import io.zonekeeper.core.reasons.ProxyReason;
import io.zonekeeper.manifests.proxies.ProxySpecs;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which configuration proxies run, by what its check found and by what they were given before. */
class ProxyControllerTest {
    private static final Set<String> ZONES = Set.of("a", "b");
    private static final List<ProxyServer> SERVERS =
            List.of(new ProxyServer("a", "10.0.0.1", 8080), new ProxyServer("b", "10.0.0.2", 8080));

    private final ProxyController controller =
            new ProxyController(TestEnvironment.telling(null), new ClusterState(null));
    private final ZonalProxySpec good = spec("10s");
    private final ZonalProxySpec next = spec("20s");

    @Test
    void aValidConfigurationIsGiven() {
        InForce plan = plan(next, new CheckResult.Valid(), Optional.of(given(good)), SERVERS, Set.of());
        assertThat(plan.spec()).contains(next);
        assertThat(plan.shape()).isEqualTo(shape(next).name());
        assertThat(files(plan)).allSatisfy(file -> assertThat(file).contains("10.0.0.1", "10.0.0.2"));
    }

    @Test
    void whileAChangeIsCheckedOrRefusedTheLastGoodOneFollowsItsServers() {
        for (CheckResult result : List.of(
                new CheckResult.Waiting("the check's pod starts"), new CheckResult.Invalid("unknown keyword"))) {
            InForce plan = plan(
                    next,
                    result,
                    Optional.of(given(good)),
                    List.of(SERVERS.getFirst(), new ProxyServer("b", "10.0.0.9", 8080)),
                    Set.of());
            assertThat(plan.spec()).as("%s", result).contains(good);
            assertThat(plan.shape()).isEqualTo(shape(good).name());
            assertThat(files(plan))
                    .allSatisfy(file -> assertThat(file).contains("10.0.0.9").doesNotContain("10.0.0.2"));
        }
    }

    @Test
    void anEvacuationDoesNotWaitForTheCheckOfAChange() {
        InForce before = plan(good, new CheckResult.Valid(), Optional.of(given(good)), SERVERS, Set.of());
        InForce plan = plan(next, new CheckResult.Waiting("it starts"), Optional.of(given(good)), SERVERS, Set.of("b"));
        assertThat(plan.plan().orElseThrow().evacuated()).containsExactly("b");
        assertThat(files(plan)).isNotEqualTo(files(before));
    }

    @Test
    void aFirstConfigurationThatIsNotFoundValidIsGivenToNobody() {
        InForce plan = plan(good, new CheckResult.Invalid("unknown keyword"), Optional.empty(), SERVERS, Set.of());
        assertThat(plan.spec()).isEmpty();
        assertThat(plan.shape()).isEmpty();
    }

    @Test
    void withoutAServerNoFileIsWritten() {
        InForce plan = plan(good, new CheckResult.Valid(), Optional.of(given(good)), List.of(), Set.of());
        assertThat(plan.plan()).isEmpty();
        assertThat(plan.spec()).as("the proxies stay").contains(good);
    }

    private InForce plan(
            ZonalProxySpec wanted,
            CheckResult result,
            Optional<ProxyFiles> given,
            List<ProxyServer> servers,
            Set<String> evacuated) {
        Optional<Refusal> refusal = servers.isEmpty()
                ? Optional.of(new Refusal(ProxyReason.NO_SERVERS, "none is ready"))
                : Optional.empty();
        ZonalProxy proxy = new ZonalProxy();
        proxy.setSpec(wanted);
        return controller.plan(
                proxy,
                new Facts(
                        new UpstreamServers(servers, refusal),
                        evacuated,
                        ZONES,
                        given,
                        shape(wanted),
                        result instanceof CheckResult.Valid,
                        result));
    }

    private static List<String> files(InForce plan) {
        return List.copyOf(
                ProxyFiles.of("", spec("1s"), plan.plan().orElseThrow()).files().values());
    }

    private static ProxyFiles given(ZonalProxySpec spec) {
        return ProxyFiles.of(
                shape(spec).name(),
                spec,
                ProxyPlanner.plan(ProxySpecs.settings(spec), SERVERS, Set.of(), List.copyOf(ZONES)));
    }

    private static ConfigurationShape shape(ZonalProxySpec spec) {
        return ConfigurationShape.of(ProxySpecs.settings(spec), spec.image());
    }

    private static ZonalProxySpec spec(String read) {
        return new KubernetesSerialization()
                .unmarshal("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonalProxy
                metadata: {name: front, namespace: shop}
                spec:
                  engine: HAProxy
                  listen: 8080
                  image: registry.local/haproxy:2.6
                  upstream: {zonedService: shop, port: http}
                  timeouts: {read: %s}
                """.formatted(read), ZonalProxy.class)
                .getSpec();
    }
}
