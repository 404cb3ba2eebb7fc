package io.zonekeeper.core.audit;

import java.util.EnumMap;
import java.util.List;
import java.util.Set;

import io.zonekeeper.core.audit.findings.AuditReport;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.Grade;
import io.zonekeeper.core.audit.findings.ServiceReport;
import io.zonekeeper.core.audit.findings.ServiceReport.ServiceZone;
import io.zonekeeper.core.audit.findings.TrafficAnswer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProtectionTest {
    private static final List<ServiceZone> SPREAD = List.of(new ServiceZone("a", 2, 2), new ServiceZone("b", 2, 2));
    private static final ServiceReport WEB = service("web", TrafficAnswer.LEAVES, SPREAD, "Deployment shop/web");

    @Test
    void aNamespaceOfWhichEverythingIsProtectedNeedsNoNames() {
        Protection.OfNamespace shop = shop(Set.of(), WEB);
        assertThat(shop.names()).containsExactly("web");
        assertThat(shop.all()).isTrue();
        assertThat(shop.unprotected()).isEmpty();
    }

    @Test
    void whatIsNotProtectedIsNamedWithTheReason() {
        Protection.OfNamespace shop = shop(
                Set.of(),
                WEB,
                service("peers", TrafficAnswer.DECIDED_ELSEWHERE, SPREAD, "StatefulSet shop/db", FindingKind.HEADLESS),
                service("empty", TrafficAnswer.NO_PODS, List.of(), ""),
                service("ours", TrafficAnswer.LEAVES, SPREAD, "ZonedService shop/ours"),
                service("one", TrafficAnswer.LEAVES, List.of(new ServiceZone("a", 1, 0)), "Deployment shop/one"));
        assertThat(shop.names()).containsExactly("web");
        assertThat(shop.all()).isFalse();
        assertThat(shop.unprotected().keySet()).containsExactly("empty", "one", "ours", "peers");
        assertThat(shop.unprotected().get("one")).contains("ready pods in 1 zone");
    }

    @Test
    void onlyThoseThatAreAskedForCount() {
        ServiceReport api = service("api", TrafficAnswer.LEAVES, SPREAD, "Deployment shop/api");
        Protection.OfNamespace shop = shop(Set.of("api"), WEB, api);
        assertThat(shop.names()).containsExactly("api");
        assertThat(shop.all()).isFalse();
    }

    private static Protection.OfNamespace shop(Set<String> asked, ServiceReport... services) {
        var report = new AuditReport(
                Grade.A,
                new EnumMap<>(Grade.class),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(services),
                List.of(),
                List.of());
        return Protection.of(report, asked).namespaces().get("shop");
    }

    private static ServiceReport service(
            String name, TrafficAnswer traffic, List<ServiceZone> zones, String workload, FindingKind... findings) {
        return new ServiceReport(
                "shop",
                name,
                traffic,
                zones,
                workload.isEmpty() ? List.of() : List.of(workload),
                List.of(findings).stream()
                        .map(kind -> new Finding(kind, "Service " + name, ""))
                        .toList());
    }
}
