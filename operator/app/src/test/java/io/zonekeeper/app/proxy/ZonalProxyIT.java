package io.zonekeeper.app.proxy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Rollout;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A ZonalProxy as its user sees it; the pods that check a configuration end as the simulated kubelets are told. */
@ZonedCluster
class ZonalProxyIT {
    private static final Path EXAMPLES = Path.of("../../examples");
    private static final String A = "us-east-1a";

    private KubernetesClient client;
    private UserOfServices user;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl) {
        this.client = client;
        this.user = new UserOfServices(client, kubectl);
    }

    @ParameterizedTest
    @CsvSource({
        "03-haproxy, shop-front, cfg, 2+2+2, 3",
        "04-nginx, catalog-front, conf, 2+2+2, 3",
        "05-varnish, pages-cache, vcl, 2+2+2, 6"
    })
    void theExamplesServe(String folder, String name, String extension, String servers, int proxies, Kubectl kubectl)
            throws Exception {
        user.apply(Files.readString(EXAMPLES.resolve(folder).resolve("proxy.yaml")));
        untilSaid(name, "Ready", "Serving");
        // The upstream's pods become ready one by one, and changes of addresses are written together.
        Waiting.untilAsserted(
                "all servers are known",
                UserOfServices.PATIENCE,
                () -> assertThat(status(name).servers()).isEqualTo(servers));
        assertThat(status(name).readyProxies()).isEqualTo(proxies);
        assertThat(status(name).evacuatedZones()).isNull();
        Waiting.untilAsserted(
                "each zone has its file",
                UserOfServices.PATIENCE,
                () -> assertThat(files(name))
                        .hasSize(3)
                        .containsKeys("us-east-1a." + extension, "us-east-1b." + extension, "us-east-1c." + extension)
                        .allSatisfy((zone, text) -> assertThat(podIps(name.replaceAll("-(front|cache)", "")))
                                .hasSize(6)
                                .allSatisfy(address -> assertThat(text).contains(address))));
        assertThat(kubectl.run("get", "zpx", name).lines().skip(1).findFirst().orElseThrow())
                .contains(servers, "Serving");
        untilTidied(name);
    }

    /** The check is answered before there is anything to write: its pod still goes once files hold the answer. */
    @Test
    void theUpstreamComesAfterTheCheck() {
        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/haproxy:2.6"));
        untilSaid("front", "ConfigurationValid", "Valid");
        assertThat(pods("zonekeeper.io/configuration-check", "front"))
                .as("the answer is kept until files hold it")
                .hasSize(1);

        user.apply(UserOfServices.served("shop", 3));

        untilSaid("front", "Ready", "Serving");
        untilTidied("front");
    }

    @Test
    void aZoneThatIsEvacuatedIsLeftByNameAndComesBack() {
        user.apply(UserOfServices.served("shop", 6));
        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/haproxy:2.6"));
        untilSaid("front", "Ready", "Serving");
        Waiting.untilAsserted(
                "all servers are known",
                UserOfServices.PATIENCE,
                () -> assertThat(status("front").servers()).isEqualTo("2+2+2"));

        user.apply(UserOfServices.served("shop", 6)
                .replace("{name: shop}", "{name: shop, annotations: {zonekeeper.io/evacuate: %s}}".formatted(A)));

        Waiting.untilAsserted("the zone is left", UserOfServices.PATIENCE, () -> {
            assertThat(status("front").evacuatedZones()).isEqualTo(A);
            assertThat(files("front"))
                    .allSatisfy((zone, text) -> assertThat(text)
                            .as("file of %s", zone)
                            .doesNotContain("backend zone_" + A)
                            .contains("backend zone_us-east-1b", "backend open"));
        });
        Waiting.untilAsserted(
                "kubelets are told",
                UserOfServices.PATIENCE,
                () -> assertThat(pods("zonekeeper.io/service", "front"))
                        .isNotEmpty()
                        .allSatisfy(pod -> assertThat(pod.getMetadata().getAnnotations())
                                .containsEntry(
                                        "zonekeeper.io/proxy-files",
                                        status("front").configuration().revision())));

        user.apply(UserOfServices.served("shop", 6).replace("{name: shop}", "{name: shop, annotations: {}}"));

        Waiting.untilAsserted("the zone gets requests again", Duration.ofMinutes(2), () -> {
            assertThat(status("front").evacuatedZones()).isNull();
            assertThat(files("front"))
                    .allSatisfy((zone, text) -> assertThat(text).contains("backend zone_" + A));
        });
    }

    @Test
    void whatTheBinaryRefusesIsNeverRolledOut() {
        user.apply(UserOfServices.served("shop", 3));
        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/proxy:good"));
        untilSaid("front", "Ready", "Serving");
        // The first servers may have been known before the last pod was ready.
        Waiting.untilAsserted(
                "all servers are in the files",
                UserOfServices.PATIENCE,
                () -> assertThat(files("front"))
                        .hasSize(3)
                        .allSatisfy((zone, text) -> assertThat(podIps("shop"))
                                .hasSize(3)
                                .allSatisfy(address -> assertThat(text).contains(address))));
        Map<String, String> good = files("front");

        user.apply(
                haproxy("front", "{zonedService: shop, port: 80, healthPath: /deep}", "registry.local/proxy:refuses"));

        Waiting.untilAsserted(
                "the refusal is told",
                UserOfServices.PATIENCE,
                () -> assertThat(condition("front", "ConfigurationValid")).hasValueSatisfying(condition -> {
                    assertThat(condition.status()).isEqualTo("False");
                    assertThat(condition.message())
                            .contains("last valid one stays in use", "unknown keyword 'simulated'");
                }));
        assertThat(condition("front", "Stalled").orElseThrow().reason()).isEqualTo("ConfigurationInvalid");
        assertThat(files("front")).isEqualTo(good);
        assertThat(image("front")).isEqualTo("registry.local/proxy:good");

        // What changes in the upstream reaches the proxies all the same, by the last good shape.
        user.apply(UserOfServices.served("shop", 6));
        Waiting.untilAsserted(
                "new servers are known",
                UserOfServices.PATIENCE,
                () -> assertThat(files("front"))
                        .allSatisfy((zone, text) -> assertThat(text).doesNotContain("/deep"))
                        .isNotEqualTo(good));
        assertThat(image("front")).isEqualTo("registry.local/proxy:good");

        user.apply(
                haproxy("front", "{zonedService: shop, port: 80, healthPath: /deep}", "registry.local/proxy:better"));
        Waiting.untilAsserted("the valid one is taken", UserOfServices.PATIENCE, () -> {
            assertThat(files("front"))
                    .allSatisfy((zone, text) -> assertThat(text).contains("uri /deep"));
            assertThat(image("front")).isEqualTo("registry.local/proxy:better");
        });
        untilSaid("front", "Ready", "Serving");
    }

    /** How a change is rolled out counts at once: who pauses a rollout does not wait for a check. */
    @Test
    void howItIsRolledOutDoesNotWaitForTheCheck() {
        user.apply(UserOfServices.served("shop", 3));
        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/proxy:good"));
        untilSaid("front", "Ready", "Serving");
        assertThat(user.get("front").getSpec().rollout()).isNull();

        user.apply(haproxy(
                "front",
                "{zonedService: shop, port: 80, healthPath: /deep}",
                "registry.local/proxy:refuses",
                ", rollout: {bake: 5s, paused: true, maxSurge: 1}"));
        untilSaid("front", "Stalled", "ConfigurationInvalid");
        Rollout asked = new Rollout(null, "5s", null, true, new IntOrString(1), null);
        Waiting.untilAsserted(
                "the proxies' rollout is the one asked for",
                UserOfServices.PATIENCE,
                () -> assertThat(user.get("front").getSpec().rollout()).isEqualTo(asked));
        assertThat(image("front")).isEqualTo("registry.local/proxy:good");

        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/proxy:good"));
        Waiting.untilAsserted(
                "its defaults count again",
                UserOfServices.PATIENCE,
                () -> assertThat(user.get("front").getSpec().rollout()).isNull());
    }

    @Test
    void aFirstConfigurationThatIsRefusedStartsNothing() {
        user.apply(UserOfServices.served("shop", 3));
        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/proxy:refuses"));
        untilSaid("front", "Stalled", "ConfigurationInvalid");
        assertThat(user.get("front")).isNull();
        assertThat(files("front")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{zonedService: nowhere, port: 80} | UpstreamMissing | create it",
                "{zonedService: bare, port: 80} | UpstreamWithoutService | add it",
                "{zonedService: shop, port: admin} | NoSuchPort | write one of 80",
                "{service: nowhere, port: 80} | UpstreamMissing | create it",
            })
    void whyThereAreNoServersIsSaid(String upstream, String reason, String words) {
        user.apply(UserOfServices.served("shop", 3));
        user.apply(UserOfServices.minimal("bare", 1));
        user.apply(haproxy("front", upstream, "registry.local/haproxy:2.6"));
        untilSaid("front", "UpstreamFound", reason);
        assertThat(condition("front", "UpstreamFound").orElseThrow().message()).contains(words);
        assertThat(user.get("front")).isNull();
    }

    @Test
    void aNameThatIsTakenIsNotTouched() {
        user.apply(UserOfServices.served("shop", 3));
        user.apply(UserOfServices.minimal("front", 1));
        user.untilReady("front");
        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/haproxy:2.6"));
        untilSaid("front", "Stalled", "NameTaken");
        assertThat(user.get("front")
                        .getSpec()
                        .template()
                        .at("/spec/containers/0/image")
                        .asText())
                .isEqualTo("registry.local/web:1");
    }

    @Test
    void nothingIsWrittenWhenNothingChanged(TestNamespace namespace, WriteCounter writes) {
        user.apply(UserOfServices.served("shop", 3));
        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/haproxy:2.6"));
        untilSaid("front", "Ready", "Serving");
        untilTidied("front");
        String version = version("front");

        client.resources(ZonalProxy.class).withName("front").edit(proxy -> {
            proxy.getMetadata().setAnnotations(Map.of("zonekeeper.io/restartedAt", "poked"));
            return proxy;
        });
        Waiting.untilAsserted(
                "the poke is seen",
                UserOfServices.PATIENCE,
                () -> assertThat(version("front")).isNotEqualTo(version));
        String map = client.configMaps()
                .withName("front-proxy-files")
                .get()
                .getMetadata()
                .getResourceVersion();
        String poked = version("front");
        user.apply(UserOfServices.minimal("other", 1));
        user.untilReady("other");
        assertThat(version("front")).isEqualTo(poked);
        assertThat(client.configMaps()
                        .withName("front-proxy-files")
                        .get()
                        .getMetadata()
                        .getResourceVersion())
                .isEqualTo(map);
    }

    @Test
    void whatWasMadeGoesWithIt() {
        user.apply(UserOfServices.served("shop", 3));
        user.apply(haproxy("front", "{zonedService: shop, port: 80}", "registry.local/haproxy:2.6"));
        untilSaid("front", "Ready", "Serving");
        client.resources(ZonalProxy.class).withName("front").delete();
        Waiting.untilAsserted("all of it is gone", UserOfServices.PATIENCE, () -> {
            assertThat(user.get("front")).isNull();
            assertThat(files("front")).isEmpty();
            assertThat(pods("zonekeeper.io/service", "front")).isEmpty();
        });
        assertThat(user.get("shop")).isNotNull();
    }

    private static String haproxy(String name, String upstream, String image) {
        return haproxy(name, upstream, image, "");
    }

    private static String haproxy(String name, String upstream, String image, String more) {
        return """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonalProxy
                metadata: {name: %s}
                spec: {engine: HAProxy, image: "%s", listen: 8080, upstream: %s%s}
                """.formatted(name, image, upstream, more);
    }

    private void untilTidied(String name) {
        Waiting.untilAsserted(
                "the check's pod is gone",
                UserOfServices.PATIENCE,
                () -> assertThat(pods("zonekeeper.io/configuration-check", name))
                        .isEmpty());
    }

    private void untilSaid(String name, String type, String reason) {
        Waiting.untilAsserted(
                "%s says %s: %s".formatted(name, type, reason),
                UserOfServices.PATIENCE,
                () -> assertThat(condition(name, type).map(Condition::reason)).contains(reason));
    }

    private ZonalProxyStatus status(String name) {
        return client.resources(ZonalProxy.class).withName(name).get().getStatus();
    }

    private String version(String name) {
        return client.resources(ZonalProxy.class)
                .withName(name)
                .get()
                .getMetadata()
                .getResourceVersion();
    }

    private Optional<Condition> condition(String name, String type) {
        return Optional.ofNullable(status(name)).map(ZonalProxyStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    private Map<String, String> files(String name) {
        return Optional.ofNullable(
                        client.configMaps().withName(name + "-proxy-files").get())
                .map(ConfigMap::getData)
                .orElse(Map.of());
    }

    private String image(String name) {
        return user.get(name)
                .getSpec()
                .template()
                .at("/spec/containers/0/image")
                .asText();
    }

    private List<Pod> pods(String label, String value) {
        return client.pods().withLabel(label, value).list().getItems();
    }

    private List<String> podIps(String service) {
        List<Pod> pods = pods("zonekeeper.io/service", service);
        return (pods.isEmpty() ? pods("app", service) : pods)
                .stream().map(pod -> pod.getStatus().getPodIP()).toList();
    }
}
