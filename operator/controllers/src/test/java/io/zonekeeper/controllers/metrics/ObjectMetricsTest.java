package io.zonekeeper.controllers.metrics;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZonedService;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many objects make few series. */
class ObjectMetricsTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final List<String> ZONES = List.of("a", "b");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final OperatorMetrics operator = new OperatorMetrics(registry);
    private final ObjectMetrics metrics = operator.objects();

    @AfterEach
    void close() {
        operator.close();
    }

    @Test
    void objectsAreCountedByTheirConditions() {
        metrics.count(
                "ZonedService",
                () -> Stream.of(
                        service("{conditions: [%s, %s]}"
                                .formatted(condition("Stalled", "True", "Rejected"), tolerates(1))),
                        service("{conditions: [%s, %s]}"
                                .formatted(condition("Stalled", "True", "Rejected"), tolerates(2))),
                        service("{conditions: [%s]}".formatted(condition("Stalled", "True", "NameTaken"))),
                        service("{replicas: 3}"),
                        new ZonedService()));
        metrics.count(
                "Zone",
                () -> Stream.of(Serialization.unmarshal(
                        "status: {conditions: [%s]}".formatted(condition("Cordoned", "False", "LastZone")),
                        Zone.class)));
        metrics.refreshConditions();
        assertThat(series("zonekeeper_conditions"))
                .containsExactlyInAnyOrder(
                        "{condition=\"Stalled\",kind=\"ZonedService\",reason=\"Rejected\",status=\"True\"} 2.0",
                        "{condition=\"Stalled\",kind=\"ZonedService\",reason=\"NameTaken\",status=\"True\"} 1.0",
                        "{condition=\"ZoneRedundant\",kind=\"ZonedService\",reason=\"Tolerates\",status=\"True\"} 2.0",
                        "{condition=\"Cordoned\",kind=\"Zone\",reason=\"LastZone\",status=\"False\"} 1.0");
    }

    /** A condition that no object has any more is gone: an alert on it resolves. */
    @Test
    void whatNoObjectHasAnyMoreIsGone() {
        metrics.count(
                "ZonedService",
                () -> Stream.of(service("{conditions: [%s]}".formatted(condition("Stalled", "True", "Rejected")))));
        metrics.refreshConditions();
        metrics.count("ZonedService", Stream::<ZonedService>of);
        metrics.refreshConditions();
        assertThat(series("zonekeeper_conditions")).isEmpty();
    }

    @Test
    void servicesAreAddedUpByZone() {
        metrics.services(List.of(service("""
                                {zones: [{zone: a, state: Active, desired: 3, ready: 2}, {zone: b, state: Drained, desired: 1, ready: 1}],
                                 zoneLoss: [{zone: a, percentLeft: 50}, {zone: b, percentLeft: 100}]}"""), service("""
                                {zones: [{zone: a, state: Active, desired: 4}, {zone: gone, state: Active, desired: 9}],
                                 zoneLoss: [{zone: a, percentLeft: 25}]}"""), new ZonedService()), ZONES, NOON);
        assertThat(series("zonekeeper_service_zones"))
                .hasSize(12)
                .contains(
                        "{state=\"Active\",zone=\"a\"} 2.0",
                        "{state=\"Drained\",zone=\"b\"} 1.0",
                        "{state=\"Shedding\",zone=\"a\"} 0.0");
        assertThat(series("zonekeeper_service_pods"))
                .containsExactlyInAnyOrder(
                        "{state=\"desired\",zone=\"a\"} 7.0",
                        "{state=\"ready\",zone=\"a\"} 2.0",
                        "{state=\"desired\",zone=\"b\"} 1.0",
                        "{state=\"ready\",zone=\"b\"} 1.0");
        assertThat(series("zonekeeper_zone_loss_percent"))
                .containsExactlyInAnyOrder("{zone=\"a\"} 25.0", "{zone=\"b\"} 100.0");
    }

    @Test
    void theFirstShiftOfOursThatExpiresCounts() {
        metrics.services(List.of(service("""
                        {loadBalancers: [
                          {arn: one, state: Shifted, zone: a, expires: "2026-06-01T12:20:00Z"},
                          {arn: two, state: Shifted, zone: a, expires: "2026-06-01T12:10:00Z"},
                          {arn: three, state: ShiftedByOthers, zone: a, expires: "2026-06-01T12:01:00Z"},
                          {arn: four, state: Open}]}""")), ZONES, NOON);
        assertThat(series("zonekeeper_loadbalancer_shift_expiry_seconds"))
                .containsExactlyInAnyOrder("{zone=\"a\"} 600.0", "{zone=\"b\"} NaN");
        assertThat(series("zonekeeper_loadbalancers"))
                .contains("{state=\"Shifted\"} 2.0", "{state=\"Open\"} 1.0", "{state=\"Refused\"} 0.0");
    }

    private List<String> series(String metric) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .map(line -> line.substring(metric.length()))
                .toList();
    }

    private static ZonedService service(String status) {
        return Serialization.unmarshal("status: %s".formatted(status), ZonedService.class);
    }

    private static String tolerates(int zones) {
        return condition("ZoneRedundant", "True", "Tolerates" + zones);
    }

    private static String condition(String type, String status, String reason) {
        return "{type: %s, status: \"%s\", reason: %s, message: m, lastTransitionTime: \"2026-06-01T12:00:00Z\"}"
                .formatted(type, status, reason);
    }
}
