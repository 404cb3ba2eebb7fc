package io.zonekeeper.manifests.proxies;

import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.core.proxy.Engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the command line refuses, as the API server does. */
class ProxySpecProblemsTest {
    private static final String GOOD = """
            engine: %s
            image: registry.local/proxy:1
            listen: 8080
            upstream: {service: shop, port: 80, healthPath: /healthz}
            """;

    @Test
    void aGoodSpecHasNone() throws Exception {
        for (ZonalProxySpec.Engine engine : ZonalProxySpec.Engine.values()) {
            String word = new ObjectMapper().convertValue(engine, String.class);
            assertThat(ProxySpecProblems.of(read(GOOD.formatted(word)))).isEmpty();
        }
    }

    @Test
    void everyEngineOfTheApiIsOneOfThePlanner() {
        for (ZonalProxySpec.Engine engine : ZonalProxySpec.Engine.values()) {
            assertThat(ProxySpecs.engine(engine).name()).isEqualTo(engine.name());
        }
        assertThat(ZonalProxySpec.Engine.values()).hasSameSizeAs(Engine.values());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen: 8080 | listen: 8404 | use another port",
                "listen: 8080 | listen: 0 | write 1 to 65535",
                "listen: 8080 | listen: 70000 | write 1 to 65535",
                "image: registry.local/proxy:1 | image: '' | write 1 to 512",
                "image: registry.local/proxy:1 | replicasPerZone: 1 | spec needs engine, image",
                "listen: 8080 | 'listen: 8080; balance: LeastConnections' | write balance: RoundRobin",
                "listen: 8080 | 'listen: 8080; replicasPerZone: 0' | write 1 to 100",
                "listen: 8080 | 'listen: 8080; retries: {attempts: 0}' | write 1 to 10",
                "listen: 8080 | 'listen: 8080; retries: {attempts: 11}' | write 1 to 10",
                "listen: 8080 | 'listen: 8080; retries: {methods: [POST]}' | are retried: remove POST",
                "listen: 8080 | 'listen: 8080; retries: {methods: [GET, GET]}' | name each once",
                "listen: 8080 | 'listen: 8080; timeouts: {read: 2h}' | write 10ms to 1h",
                "listen: 8080 | 'listen: 8080; timeouts: {connect: 0s}' | write 10ms to 1m",
                "listen: 8080 | 'listen: 8080; timeouts: {check: soon}' | is not a duration",
                "listen: 8080 | 'listen: 8080; rollout: {bake: 25h}' | write 0s to 24h",
                "listen: 8080 | 'listen: 8080; rollout: {progressDeadline: 0s}' | write 1s to 24h",
                "listen: 8080 | 'listen: 8080; service: {port: 0}' | write 1 to 65535",
                "service: shop, port | zonedService: a, service: shop, port | exactly one of",
                "service: shop, port: 80 | service: shop | upstream needs port",
                "healthPath: /healthz | healthPath: healthz | is not a path",
            })
    void whatTheApiServerRefusesIsRefused(String good, String bad, String words) throws Exception {
        String text = GOOD.formatted("Varnish").replace(good, bad.replace("; ", "\n"));
        assertThat(ProxySpecProblems.of(read(text))).singleElement().asString().contains(words);
    }

    private static ZonalProxySpec read(String yaml) throws Exception {
        return new ObjectMapper(new YAMLFactory()).readValue(yaml, ZonalProxySpec.class);
    }
}
