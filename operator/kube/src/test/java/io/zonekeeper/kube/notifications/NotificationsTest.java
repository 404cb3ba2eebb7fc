package io.zonekeeper.kube.notifications;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.core.zone.Verdict;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is sent of what is reported. */
class NotificationsTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final List<Notification> sent = new ArrayList<>();
    private final Notifications all = listener(EnumSet.allOf(NotificationType.class));

    @Test
    void whatIsNewsHasAType() {
        Map<Reason, NotificationType> warnings = Map.of(
                Verdict.UNHEALTHY, NotificationType.ZONE_VERDICT,
                ZoneReason.CORDONED, NotificationType.ZONE_CORDONED,
                StackState.DRAINED, NotificationType.EVACUATION,
                FailoverReason.EVACUATED, NotificationType.EVACUATION,
                ZoneReason.MAX_CORDONED_ZONES, NotificationType.REFUSAL,
                ServiceReason.LOAD_BALANCER_NOT_SHIFTED, NotificationType.REFUSAL,
                ZoneReason.DRILL_ABORTED, NotificationType.ZONE_DRILL);
        assertThat(warnings)
                .allSatisfy((reason, type) ->
                        assertThat(NotificationType.of(reason, true)).contains(type));
        assertThat(NotificationType.of(Verdict.HEALTHY, false)).contains(NotificationType.ZONE_VERDICT);
        assertThat(NotificationType.of(ZoneReason.UNCORDONED, false)).contains(NotificationType.ZONE_UNCORDONED);
        assertThat(NotificationType.of(StackState.RETURNING, false)).contains(NotificationType.FAILBACK);
        assertThat(NotificationType.of(ServiceReason.RETURNED, false)).contains(NotificationType.FAILBACK);
        assertThat(NotificationType.of(FailoverReason.RETURNED, false)).contains(NotificationType.FAILBACK);
        assertThat(NotificationType.of(ServiceReason.ROLLOUT_COMPLETE, false)).isEmpty();
        assertThat(NotificationType.of(ZoneReason.ZONE_FOUND, false)).isEmpty();
    }

    /** A receiver drops what an operator that began again reports again, and not what happens again. */
    @Test
    void theSameHasTheSameId() {
        all.reported(zone("10", "2026-06-01T11:59:00Z"), ZoneReason.CORDONED, "b is cordoned", true);
        all.reported(zone("11", "2026-06-01T11:59:00Z"), ZoneReason.CORDONED, "b is cordoned", true);
        all.reported(zone("12", "2026-06-01T13:00:00Z"), ZoneReason.CORDONED, "b is cordoned", true);
        all.reported(service("20"), StackState.DRAINED, "b is Drained", true);
        all.reported(service("20"), StackState.DRAINED, "b is Drained", true);
        all.reported(service("21"), StackState.DRAINED, "b is Drained", true);
        List<String> ids = sent.stream().map(Notification::id).toList();
        assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
        assertThat(ids.get(3)).isEqualTo(ids.get(4)).isNotEqualTo(ids.get(5));
        assertThat(Set.copyOf(ids)).hasSize(4);
    }

    @Test
    void theDataNamesTheZoneAndWhoAskedForItsCordon() {
        all.reported(zone("10", "2026-06-01T11:59:00Z"), ZoneReason.CORDONED, "b is cordoned", true);
        Notification notification = sent.getFirst();
        assertThat(notification.subject()).isEqualTo("zones/zone-b");
        assertThat(notification.source()).isEqualTo("/clusters/one");
        assertThat(notification.time()).isEqualTo(NOON);
        assertThat(notification.data().toPrettyString()).isEqualToIgnoringWhitespace("""
                {"severity": "warning", "reason": "Cordoned", "message": "b is cordoned",
                 "object": {"apiVersion": "zonekeeper.io/v1alpha1", "kind": "Zone", "name": "zone-b", "uid": "u"},
                 "zone": {"name": "b", "id": "use1-az2", "verdict": "Healthy",
                   "cordon": {"by": "Manual", "reason": "power works", "since": "2026-06-01T11:59:00Z",
                     "requestedBy": {"fieldManager": "kubectl-zonekeeper", "time": "2026-06-01T11:58:59Z"}}}}
                """);
    }

    @Test
    void onlyChosenTypesAreSent() {
        Notifications cordons = listener(Set.of(NotificationType.ZONE_CORDONED));
        cordons.reported(zone("10", "2026-06-01T11:59:00Z"), Verdict.UNHEALTHY, "b is Unhealthy", true);
        assertThat(sent).isEmpty();
        cordons.reported(service("20"), ZoneReason.CORDONED, "b", true);
        assertThat(sent)
                .singleElement()
                .satisfies(each -> assertThat(each.subject()).isEqualTo("zonedservices/shop/web"));
    }

    /** Names and types are an API: the page and the chart have the same ones. */
    @Test
    void everyTypeIsDocumented() throws IOException {
        Path repository = Path.of("../..");
        String page = Files.readString(repository.resolve("docs/notifications.md"));
        String schema = Files.readString(repository.resolve("helm/zonekeeper/values.schema.json"));
        assertThat(NotificationType.values()).allSatisfy(type -> {
            assertThat(page).contains("| `%s` | `%s` |".formatted(type.word(), type.type()));
            assertThat(schema).contains("\"%s\"".formatted(type.word()));
        });
    }

    private Notifications listener(Set<NotificationType> types) {
        return new Notifications(sent::add, "/clusters/one", types, Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static Zone zone(String version, String since) {
        return Serialization.unmarshal("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: Zone
                metadata:
                  name: zone-b
                  uid: u
                  resourceVersion: "%s"
                  managedFields:
                    - {manager: zonekeeper, operation: Apply, time: "2026-06-01T12:00:00Z", fieldsV1: {"f:status": {}}}
                    - {manager: kubectl-zonekeeper, operation: Update, time: "2026-06-01T11:58:59Z", fieldsV1: {"f:spec": {"f:cordon": {"f:reason": {}}}}}
                    - {manager: kubectl-edit, operation: Update, time: "2026-06-01T11:59:30Z", fieldsV1: {"f:spec": {"f:mode": {}}}}
                status:
                  zone: b
                  zoneId: use1-az2
                  verdict: Healthy
                  cordon: {by: Manual, reason: power works, since: "%s"}
                """.formatted(version, since), Zone.class);
    }

    private static ZonedService service(String version) {
        return Serialization.unmarshal(
                "metadata: {name: web, namespace: shop, uid: s, resourceVersion: '%s'}".formatted(version),
                ZonedService.class);
    }
}
