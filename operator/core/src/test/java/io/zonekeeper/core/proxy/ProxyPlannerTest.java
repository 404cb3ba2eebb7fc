package io.zonekeeper.core.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which servers the proxies of a zone send to, and how much of it stays in the zone. */
class ProxyPlannerTest {
    /** Servers as {@code a2 b4}: two in zone a, four in zone b. */
    @ParameterizedTest(name = "{0}, {1} evacuated: proxies of {2} keep {3} %")
    @CsvSource({
        "a2 b2 c2, '', a, 100",
        "a2 b3 c3, '', a, 100",
        "a1 b4 c4, '', a, 50",
        "a1 b9 c0, '', a, 45",
        "a0 b2 c2, '', a, 0",
        "a2 b2 c2, a, a, 0",
        "a2 b2 c2, b, a, 100",
        "a2 b2 c2, 'a b c', a, 100",
    })
    void localShare(String servers, String evacuated, String zone, int percent) {
        assertThat(plan(Engine.HAPROXY, servers, evacuated).models().get(zone).localShare())
                .isEqualTo(percent);
    }

    @Test
    void anEvacuatedZoneIsInNoList() {
        ProxyModel model = plan(Engine.HAPROXY, "a2 b2 c2", "b").models().get("a");
        assertThat(model.own().orElseThrow().zone()).isEqualTo("a");
        assertThat(model.others()).extracting(ZonePool::zone).containsExactly("c");
    }

    @Test
    void theOthersBeginBehindTheOwnZone() {
        assertThat(plan(Engine.HAPROXY, "a1 b1 c1 d1", "").models().get("c").others())
                .extracting(ZonePool::zone)
                .containsExactly("d", "a", "b");
    }

    @Test
    void everyZoneEvacuatedIsNoneEvacuated() {
        ProxyPlan plan = plan(Engine.VARNISH, "a1 b1", "a b");
        assertThat(plan.failOpen()).isTrue();
        assertThat(plan.evacuated()).isEmpty();
        assertThat(plan.models().get("a").serving()).hasSize(2);
    }

    /** As when an address was given to another pod, and one slice is old. */
    @ParameterizedTest(name = "{0} evacuated: counts in {1}")
    @CsvSource({"'', a", "b, b", "a, a", "'a b', a"})
    void anAddressInTwoZonesIsOneServer(String evacuated, String zone) {
        List<ProxyServer> servers = List.of(
                new ProxyServer("b", "10.0.0.1", 8080),
                new ProxyServer("a", "10.0.0.1", 8080),
                new ProxyServer("a", "10.0.0.2", 8080),
                new ProxyServer("b", "10.0.0.3", 8080));
        ProxyPlan plan = ProxyPlanner.plan(
                settings(Engine.HAPROXY, Optional.empty(), List.of("GET")),
                servers,
                Set.copyOf(words(evacuated)),
                List.of("a"));
        assertThat(plan.models().get("a").pools().stream().flatMap(pool -> pool.servers().stream()))
                .hasSize(3)
                .contains(new ProxyServer(zone, "10.0.0.1", 8080));
        assertThat(plan.inTwoZones()).containsExactly("10.0.0.1:8080 is listed in a and b and counts in " + zone);
    }

    @Test
    void placesOfHaproxyChangeSeldom() {
        assertThat(IntStream.of(1, 2, 3, 4, 7, 8, 600)
                        .map(size -> HaproxySlots.of(new ZonePool("a", servers("a" + size), false))
                                .count()))
                .containsExactly(4, 4, 4, 8, 8, 16, 1024);
    }

    @Test
    void withoutServersThereIsNoPlan() {
        assertThatThrownBy(() -> plan(Engine.NGINX, "", "")).hasMessageContaining("no server");
    }

    @Test
    void whatAnEngineCannotDoIsSaid() {
        assertThat(plan(Engine.HAPROXY, "a1 b1", "").limits()).isEmpty();
        assertThat(plan(Engine.NGINX, "a1 b1", "").limits())
                .anySatisfy(limit -> assertThat(limit).contains("timeouts.check"))
                .anySatisfy(limit -> assertThat(limit).contains("readiness only"));
        assertThat(plan(Engine.VARNISH, "a1 b1", "").limits())
                .anySatisfy(limit -> assertThat(limit).contains("POST"));
    }

    @ParameterizedTest(name = "own {0}, others {1}: {2} tries")
    @CsvSource({"2, 2, 3", "5, 2, 6", "0, 4, 5", "1, 0, 3"})
    void nginxTriesMoreServersThanTheOwnZoneHas(int own, int other, int tries) {
        String text = Engine.NGINX.render(
                plan(Engine.NGINX, "a%d b%d".formatted(own, other), "").models().get("a"));
        assertThat(text).contains("proxy_next_upstream_tries %d;".formatted(tries));
    }

    @Test
    void noTextOfAUserBecomesConfiguration() {
        assertThatThrownBy(() -> new ProxyServer("a", "10.0.0.1; include /etc/passwd", 80))
                .hasMessageContaining("not an IP address");
        assertThatThrownBy(() -> settings(Engine.NGINX, Optional.of("/x; } evil {"), List.of("GET")))
                .hasMessageContaining("healthPath");
        assertThatThrownBy(() -> settings(Engine.NGINX, Optional.empty(), List.of("GET", "POST")))
                .hasMessageContaining("only GET, HEAD and OPTIONS");
    }

    @Test
    void theShapeChangesWithSettingsAndImageOnly() {
        ProxySettings settings = settings(Engine.HAPROXY, Optional.of("/healthz"), List.of("GET"));
        ConfigurationShape shape = ConfigurationShape.of(settings, "haproxy:2.6");
        assertThat(ConfigurationShape.of(settings, "haproxy:2.6")).isEqualTo(shape);
        assertThat(ConfigurationShape.of(settings, "haproxy:2.8").name()).isNotEqualTo(shape.name());
        assertThat(ConfigurationShape.of(settings(Engine.HAPROXY, Optional.of("/x"), List.of("GET")), "haproxy:2.6")
                        .name())
                .isNotEqualTo(shape.name());
    }

    /**
     * The order of the input does not matter; every serving server and no evacuated one is sent to; nobody is left out.
     */
    @Property(tries = 300)
    void everyServerHasOnePlace(
            @ForAll @Size(min = 3, max = 3) List<@IntRange(max = 4) Integer> sizes,
            @ForAll @IntRange(max = 7) int evacuatedBits,
            @ForAll Engine engine,
            @ForAll Random random) {
        String text = "a%d b%d c%d".formatted(sizes.toArray());
        List<ProxyServer> servers = new ArrayList<>(servers(text));
        if (servers.isEmpty()) {
            return;
        }
        Set<String> evacuated = new TreeSet<>();
        for (int bit = 0; bit < 3; bit++) {
            if ((evacuatedBits >> bit & 1) == 1) {
                evacuated.add(List.of("a", "b", "c").get(bit));
            }
        }
        ProxySettings settings = settings(engine, Optional.of("/healthz"), List.of("GET", "HEAD"));
        List<String> zones = List.of("a", "b", "c");
        ProxyPlan plan = ProxyPlanner.plan(settings, servers, evacuated, zones);
        Collections.shuffle(servers, random);
        assertThat(ProxyPlanner.plan(settings, servers, evacuated, zones)).isEqualTo(plan);

        for (ProxyModel model : plan.models().values()) {
            Set<ProxyServer> sentTo = model.others().stream()
                    .flatMap(pool -> pool.servers().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            model.own().ifPresent(pool -> sentTo.addAll(pool.servers()));
            assertThat(sentTo).isNotEmpty();
            assertThat(sentTo)
                    .isEqualTo(servers.stream()
                            .filter(server -> !plan.evacuated().contains(server.zone()))
                            .collect(Collectors.toCollection(TreeSet::new)));
            String rendered = engine.render(model);
            assertThat(servers).allSatisfy(server -> assertThat(rendered).contains(server.address()));
        }
    }

    private static ProxyPlan plan(Engine engine, String servers, String evacuated) {
        return ProxyPlanner.plan(
                settings(engine, Optional.of("/healthz"), List.of("GET", "HEAD", "OPTIONS")),
                servers(servers),
                Set.copyOf(words(evacuated)),
                words(servers).stream().map(word -> word.substring(0, 1)).toList());
    }

    private static ProxySettings settings(Engine engine, Optional<String> healthPath, List<String> replayed) {
        return new ProxySettings(
                engine,
                8080,
                healthPath,
                true,
                engine != Engine.VARNISH,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                3,
                replayed);
    }

    private static List<ProxyServer> servers(String text) {
        List<ProxyServer> servers = new ArrayList<>();
        for (String word : words(text)) {
            for (int number = 1; number <= Integer.parseInt(word.substring(1)); number++) {
                servers.add(new ProxyServer(
                        word.substring(0, 1), "10.0.%d.%d".formatted(word.charAt(0) - 'a' + 1, number), 8080));
            }
        }
        return servers;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
