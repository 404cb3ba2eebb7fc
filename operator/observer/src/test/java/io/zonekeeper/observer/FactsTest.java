package io.zonekeeper.observer;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.kube.probe.Target;
import io.zonekeeper.testing.Manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read from pods and services, after they were made lighter. */
class FactsTest {
    private static final String POD = """
            metadata:
              name: web-1
              namespace: shop
              uid: u1
              labels: {zonekeeper.io/service: web, zonekeeper.io/zone: b}
              annotations: {much: more}
            spec:
              nodeName: n1
              containers:
                - {name: side, image: x}
                - {name: web, image: x, ports: [{name: http, containerPort: 8080}, {containerPort: 9090}]}
            status:
              phase: Running
              podIP: 10.0.0.1
              conditions: [{type: Initialized, status: "True"}, {type: Ready, status: "True"}]
            """;

    private static final String SERVICE = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZonedService
            metadata: {name: web, namespace: shop}
            spec:
              template: {spec: {containers: []}}
              healthChecks:
                - {name: page, httpGet: {port: http, path: /healthz, scheme: HTTPS}, period: 5s, timeout: 500ms}
                - {name: port, tcpSocket: {port: 9090}}
                - {name: neither}
                - {name: odd, tcpSocket: {port: 1}, period: soon}
            status:
              zones:
                - {zone: a, state: Active, serving: true}
                - {zone: b, state: Active, serving: false}
                - {zone: c, state: Returning, serving: true}
                - {zone: d}
            """;

    @Test
    void aRunningPodIsATarget() {
        GenericKubernetesResource pod = pruned(PodFact.PODS, POD);
        assertThat(PodFact.PODS.fact(pod))
                .contains(new PodFact(
                        "shop",
                        "web-1",
                        "u1",
                        Map.of("zonekeeper.io/service", "web", "zonekeeper.io/zone", "b"),
                        Optional.of("b"),
                        "n1",
                        "10.0.0.1",
                        true,
                        Map.of("http", 8080)));
        assertThat(pod.getMetadata().getAnnotations()).isEmpty();
        assertThat(pod.<Object>get("spec")).isNull();
    }

    @Test
    void aPodThatIsNotThereIsNone() {
        assertThat(pod("phase: Running", "phase: Pending")).isEmpty();
        assertThat(pod("podIP: 10.0.0.1", "")).isEmpty();
        assertThat(pod("uid: u1", "deletionTimestamp: 2026-01-01T00:00:00Z")).isEmpty();
        assertThat(pod("zonekeeper.io/zone: b", "other: label"))
                .hasValueSatisfying(pod -> assertThat(pod.zone()).isEmpty());
    }

    @Test
    void anUnreadyPodIsATargetToo() {
        assertThat(pod("{type: Ready, status: \"True\"}", "{type: Ready, status: \"False\"}"))
                .hasValueSatisfying(pod -> assertThat(pod.ready()).isFalse());
    }

    @Test
    void checksHaveTheirDefaults() {
        GenericKubernetesResource service = pruned(CheckedPods.ZONED_SERVICES, SERVICE);
        CheckedPods fact = CheckedPods.ZONED_SERVICES.fact(service);
        assertThat(fact.checks())
                .containsExactly(
                        new Check(
                                "page",
                                new Check.How.Get("/healthz", true),
                                "http",
                                Duration.ofSeconds(5),
                                Duration.ofMillis(500)),
                        new Check(
                                "port", new Check.How.Connect(), "9090", Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThat(fact.away()).containsExactlyInAnyOrder("b", "c");
        assertThat(service.<Object>get("spec")).isNull();
    }

    @Test
    void portsAreFoundByNumberAndByName() {
        PodFact pod = pod("uid: u1", "uid: u1").orElseThrow();
        assertThat(check("8443").portIn(pod.ports())).hasValue(8443);
        assertThat(check("http").portIn(pod.ports())).hasValue(8080);
        assertThat(check("grpc").portIn(pod.ports())).isEmpty();
        assertThat(check("70000").portIn(pod.ports())).isEmpty();
        assertThat(check("").portIn(pod.ports())).isEmpty();
    }

    @Test
    void anAddressIsNeverLookedUpByName() {
        PodFact pod = pod("10.0.0.1", "localhost").orElseThrow();
        assertThat(Target.of(check("80"), pod.address(), pod.ports())).isEmpty();
    }

    @Test
    void aZoneFailoverNamesWhatIsCheckedAndWhatIsAway() {
        FailoverFact fact = fact(FailoverFact.FAILOVERS, """
                metadata: {name: all, namespace: shop}
                spec: {healthChecks: [{name: web, http: {port: http, path: /healthz}}]}
                status:
                  services:
                    - {name: web, zones: [{zone: a, state: Active, serving: true}, {zone: b, state: Shedding, serving: false}]}
                    - {name: peers, unprotected: it is headless, zones: []}
                    - {name: elsewhere, unprotected: it has no selector}
                """);
        assertThat(fact.away()).isEqualTo(Map.of("web", Set.of("b")));
        assertThat(fact.checks())
                .containsExactly(new Check(
                        "web",
                        new Check.How.Get("/healthz", false),
                        "http",
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1)));
    }

    @Test
    void aServiceSelectsByWhatItsAuthorWrote() {
        Map<String, String> selector = fact(FailoverWatches.SERVICES, """
                metadata: {name: web, namespace: shop}
                spec: {selector: {app: web, zonekeeper.io/outside-1: "true"}}
                """);
        assertThat(selector).isEqualTo(Map.of("app", "web"));
    }

    private static Check check(String port) {
        return new Check("c", new Check.How.Connect(), port, Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    private static Optional<PodFact> pod(String part, String instead) {
        return fact(PodFact.PODS, POD.replace(part, instead));
    }

    private static <T> T fact(ObservedKind<T> kind, String manifest) {
        return kind.fact(pruned(kind, manifest));
    }

    private static GenericKubernetesResource pruned(ObservedKind<?> kind, String manifest) {
        GenericKubernetesResource object = Manifests.parse(GenericKubernetesResource.class, manifest);
        kind.prune(object);
        return object;
    }
}
