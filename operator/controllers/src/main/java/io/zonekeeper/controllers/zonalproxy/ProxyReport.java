package io.zonekeeper.controllers.zonalproxy;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus.Configuration;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus.ProxyZone;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.proxy.ProxyConditions;
import io.zonekeeper.core.proxy.ProxyFacts;
import io.zonekeeper.core.proxy.ProxyModel;
import io.zonekeeper.core.proxy.ProxyPlan;
import io.zonekeeper.core.proxy.ZonePool;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.ProxyReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.objects.Conditions;
import io.zonekeeper.kube.objects.Labels;

/** Makes the status of a ZonalProxy and tells users what changed in it. */
final class ProxyReport {
    private final Events events;
    private final OperatorMetrics metrics;
    private final Clock clock;

    ProxyReport(Events events, OperatorMetrics metrics, Clock clock) {
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
    }

    ZonalProxyStatus status(
            ZonalProxy proxy, ProxyFacts facts, Optional<ProxyFiles> given, Set<String> zones, boolean paused) {
        Instant now = clock.instant();
        Optional<ZonalProxyStatus> before = Optional.ofNullable(proxy.getStatus());
        List<ConditionFact> conditions = new ArrayList<>(ProxyConditions.of(facts));
        if (paused) {
            conditions.add(ConditionFact.yes(
                    "Paused",
                    AnyReason.ANNOTATED,
                    "nothing is written while the annotation " + Labels.PAUSED + " is true"));
        }
        List<ProxyZone> said = facts.plan()
                .map(plan -> zones.stream().map(zone -> zone(zone, plan)).toList())
                .orElseGet(() -> before.map(ZonalProxyStatus::zones).orElse(List.of()));
        return new ZonalProxyStatus(
                proxy.getMetadata().getGeneration(),
                facts.proxies(),
                facts.ready(),
                said.stream().map(zone -> zone.local().toString()).collect(Collectors.joining("+")),
                facts.plan()
                        .map(plan -> String.join(",", plan.evacuated()))
                        .filter(evacuated -> !evacuated.isEmpty())
                        .orElse(null),
                said,
                given.map(files -> configuration(files, before, now)).orElse(null),
                Conditions.merge(
                        before.map(ZonalProxyStatus::conditions).orElse(null),
                        conditions,
                        proxy.getMetadata().getGeneration(),
                        now));
    }

    ZonalProxyStatus refused(ZonalProxy proxy, Refusal refusal) {
        Optional<ZonalProxyStatus> before = Optional.ofNullable(proxy.getStatus());
        return new ZonalProxyStatus(
                proxy.getMetadata().getGeneration(),
                before.map(ZonalProxyStatus::proxies).orElse(null),
                before.map(ZonalProxyStatus::readyProxies).orElse(null),
                before.map(ZonalProxyStatus::servers).orElse(null),
                before.map(ZonalProxyStatus::evacuatedZones).orElse(null),
                before.map(ZonalProxyStatus::zones).orElse(null),
                before.map(ZonalProxyStatus::configuration).orElse(null),
                Conditions.merge(
                        before.map(ZonalProxyStatus::conditions).orElse(null),
                        ConditionFact.refused(refusal),
                        proxy.getMetadata().getGeneration(),
                        clock.instant()));
    }

    /** Tells what a status records that the one before did not. */
    void tell(ZonalProxy proxy, ZonalProxyStatus status) {
        Optional<ZonalProxyStatus> before = Optional.ofNullable(proxy.getStatus());
        for (String type : List.of("Stalled", "FailOpen")) {
            Optional<Condition> now = Conditions.holding(status.conditions(), type);
            Optional<String> told = before.flatMap(said -> Conditions.holding(said.conditions(), type))
                    .map(Condition::message);
            now.filter(condition -> !told.equals(Optional.of(condition.message())))
                    .ifPresent(condition -> {
                        Reason reason = Reason.read(condition.reason(), ProxyReason.values());
                        metrics.refused("ZonalProxy", reason);
                        events.warning(proxy, reason, condition.message());
                    });
        }
        String evacuated = Objects.requireNonNullElse(status.evacuatedZones(), "");
        String evacuatedBefore = Objects.requireNonNullElse(
                before.map(ZonalProxyStatus::evacuatedZones).orElse(null), "");
        if (!evacuated.equals(evacuatedBefore)) {
            events.normal(
                    proxy,
                    evacuated.isEmpty() ? ProxyReason.ZONES_RETURNED : ProxyReason.ZONES_EVACUATED,
                    evacuated.isEmpty()
                            ? "servers of all zones get requests again"
                            : "servers of %s get no requests".formatted(evacuated));
        }
        String shape =
                status.configuration() == null ? "" : status.configuration().checked();
        String shapeBefore = before.map(ZonalProxyStatus::configuration)
                .map(Configuration::checked)
                .orElse("");
        if (!shape.equals(shapeBefore)) {
            events.normal(
                    proxy, ProxyReason.CONFIGURATION_ROLLED_OUT, "rolling out the configuration with shape " + shape);
        }
    }

    private static Configuration configuration(ProxyFiles files, Optional<ZonalProxyStatus> before, Instant now) {
        String revision = files.revision();
        return new Configuration(
                revision,
                files.shape(),
                before.map(ZonalProxyStatus::configuration)
                        .filter(said -> revision.equals(said.revision()))
                        .map(Configuration::since)
                        .orElseGet(() -> Conditions.text(now)));
    }

    private static ProxyZone zone(String zone, ProxyPlan plan) {
        ProxyModel model = plan.models().get(zone);
        int local = model.pools().stream()
                .filter(pool -> pool.zone().equals(zone))
                .mapToInt(pool -> pool.servers().size())
                .sum();
        int remote = model.serving().stream()
                .filter(pool -> !pool.zone().equals(zone))
                .mapToInt((ZonePool pool) -> pool.servers().size())
                .sum();
        return new ProxyZone(zone, local, remote, plan.evacuated().contains(zone), model.localShare());
    }
}
