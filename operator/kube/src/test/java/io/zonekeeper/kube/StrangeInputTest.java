package io.zonekeeper.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.config.ConfigException;
import io.zonekeeper.kube.config.ConfigLoader;
import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.kube.probe.ObserverReports;
import io.zonekeeper.testing.MutatedJson;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Input from outside in a form that nobody expects ends nothing but by the exception that says what is wrong with it.
 */
class StrangeInputTest {
    private static final int MANY = 20_000;
    private static final int FEWER = 3_000;
    private static final String REPORT = """
            {"observer": "o-1", "zone": "a", "omitted": 2, "unanswered": ["shop/web"],
             "zones": [{"zone": "b", "samples": 20, "failures": 3}, {"zone": "c", "samples": 0, "failures": 0}],
             "stacks": [{"service": "shop/web", "zone": "b", "samples": 9, "failures": 3, "failingNodes": 1}]}
            """;
    private static final String CHECK = """
            {"name": "page", "httpGet": {"port": "http", "path": "/healthz", "scheme": "HTTPS"},
             "tcpSocket": {"port": 80}, "period": "1m30s", "timeout": "500ms"}
            """;
    private static final String CONFIG = """
            {"namespace": "zonekeeper-system", "namespaces": ["a", "b"], "slots": 8, "workers": 4, "zone": "a",
             "listen": {"address": "0.0.0.0", "port": 8080}, "log": {"level": "info", "format": "json"},
             "leaderElection": {"enabled": true, "leaseDuration": "4s", "renewDeadline": "3s", "retryPeriod": "1s"},
             "aws": {"enabled": true, "region": "us-east-1", "endpoint": "https://aws.example", "pollInterval": "30s",
                     "endpoints": {"ec2": "https://ec2.example"}, "shiftExpiresIn": "30m"}}
            """;
    private static final Map<Class<? extends CustomResource<?, ?>>, String> OBJECTS = Map.of(
            ZonedService.class,
            """
            {"spec": {"replicas": 9, "zones": [{"zone": "a", "weight": 2}], "spread": {"toleratedZoneFailures": 1},
              "template": {"spec": {"containers": [{"name": "web", "image": "i"}]}}, "healthChecks": [%s],
              "service": {"ports": [{"port": 80, "targetPort": "http"}]}, "zoneFailure": {"minReadyPercent": 60}},
             "status": {"zones": [{"zone": "a", "state": "Active", "desired": 3, "ready": 3, "home": 3}], "replicas": 9}}
            """.formatted(CHECK),
            Zone.class,
            """
            {"spec": {"cordon": {"reason": "r"}, "drill": {"reason": "r", "duration": "10m"}, "mode": "Advise"},
             "status": {"zone": "a", "slot": 2, "verdict": {"state": "Healthy"}, "evidence": "nothing fails"}}
            """,
            ZoneHealthPolicy.class,
            "{\"spec\": {\"mode\": \"Automatic\", \"preset\": \"Fast\", \"limits\": {\"maxCordonedZones\": 1}}}",
            ZoneFailover.class,
            "{\"spec\": {\"services\": {\"names\": [\"a\"]}}, \"status\": {\"services\": [{\"name\": \"a\", \"zones\": []}]}}",
            ZonalProxy.class,
            "{\"spec\": {\"engine\": \"Nginx\", \"image\": \"i\", \"listen\": 80, \"upstream\": {\"service\": \"s\", \"port\": 80}}}",
            MongoCluster.class,
            "{\"spec\": {\"image\": \"i\", \"configServers\": {\"zones\": [\"a\"], \"storage\": {\"size\": \"1Gi\"}}}, \"status\": {\"sets\": []}}",
            MultiAZDatabase.class,
            "{\"spec\": {\"instance\": \"i\", \"mode\": \"Advise\"}, \"status\": {\"failover\": {\"state\": \"s\"}}}");

    @TempDir
    private Path folder;

    @Test
    void reportsOfObservers() {
        MutatedJson.feed(MANY, List.of(REPORT), report -> {
            try {
                assertThat(ObserverReports.decode(report.toString()).zones()).hasSizeLessThan(100);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        });
    }

    @Test
    void healthChecks() {
        MutatedJson.feed(
                MANY,
                List.of(CHECK),
                check -> Check.of(check)
                        .ifPresent(read -> assertThat(
                                        read.portIn(Map.of("http", 8080)).orElse(1))
                                .isBetween(1, 65_535)));
    }

    @Test
    void configurations() {
        MutatedJson.feed(FEWER, List.of(CONFIG), config -> {
            try {
                Path file = Files.write(
                        folder.resolve("config.yaml"), config.toString().getBytes(StandardCharsets.UTF_8));
                ConfigLoader.load(Optional.of(file), Map.of());
            } catch (ConfigException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void objects() {
        var decoding = new KubernetesSerialization(new ObjectMapper().registerModule(TolerantDecoding.module()), true);
        OBJECTS.forEach((kind, valid) -> MutatedJson.feed(FEWER, List.of(valid), object -> {
            String manifest =
                    "{\"apiVersion\": \"zonekeeper.io/v1alpha1\", \"kind\": \"%s\", \"metadata\": {\"name\": \"n\"}, \"spec\": %s, \"status\": %s}"
                            .formatted(kind.getSimpleName(), object.path("spec"), object.path("status"))
                            .replace(": ,", ": null,")
                            .replace(": }", ": null}");
            CustomResource<?, ?> read = decoding.unmarshal(manifest, kind);
            assertThat(read.getMetadata().getName()).isEqualTo("n");
            TolerantDecoding.problem(read)
                    .ifPresent(problem -> assertThat(problem).isNotBlank());
        }));
    }
}
