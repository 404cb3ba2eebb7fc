package io.zonekeeper.core.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.ProxyReason;

/**
 * The conditions of a ZonalProxy. {@code Ready} speaks of serving: proxies that continue with their last good
 * configuration while a new one is refused are ready, and {@code Stalled}.
 */
public final class ProxyConditions {
    private ProxyConditions() {}

    /** Returns the conditions. */
    public static List<ConditionFact> of(ProxyFacts facts) {
        List<ConditionFact> conditions = new ArrayList<>();
        List<Refusal> obstacles = obstacles(facts);
        Optional<String> underWay = underWay(facts);
        conditions.add(ready(facts, obstacles, underWay));
        conditions.add(underWay.map(what -> ConditionFact.yes("Reconciling", ProxyReason.IN_PROGRESS, what))
                .orElseGet(() -> ConditionFact.no("Reconciling", ProxyReason.SETTLED, "no change in progress")));
        conditions.add(
                obstacles.isEmpty()
                        ? ConditionFact.no("Stalled", ProxyReason.NO_ERRORS, "no errors")
                        : ConditionFact.yes(
                                "Stalled",
                                obstacles.getFirst().reason(),
                                obstacles.stream().map(Refusal::message).collect(Collectors.joining("; "))));
        conditions.add(configuration(facts));
        conditions.add(facts.upstream()
                .map(refusal -> ConditionFact.no("UpstreamFound", refusal.reason(), refusal.message()))
                .orElseGet(() -> ConditionFact.yes("UpstreamFound", ProxyReason.SERVERS_FOUND, servers(facts))));
        facts.plan().ifPresent(plan -> {
            if (!plan.limits().isEmpty()) {
                conditions.add(
                        ConditionFact.yes("EngineLimits", ProxyReason.NOT_SUPPORTED, String.join("; ", plan.limits())));
            }
            if (plan.failOpen()) {
                conditions.add(ConditionFact.yes(
                        "FailOpen",
                        ProxyReason.ALL_ZONES_EVACUATED,
                        "every zone with servers is evacuated: requests are sent to all of them"));
            }
        });
        return conditions;
    }

    private static ConditionFact ready(ProxyFacts facts, List<Refusal> obstacles, Optional<String> underWay) {
        String count = "%d of %d proxies are ready".formatted(facts.ready(), facts.proxies());
        if (facts.given() && facts.ready() > 0 && facts.ready() >= facts.proxies()) {
            return ConditionFact.yes("Ready", ProxyReason.SERVING, count);
        }
        if (facts.given() && facts.ready() > 0) {
            return ConditionFact.yes("Ready", ProxyReason.SERVING_PARTLY, count);
        }
        if (!obstacles.isEmpty()) {
            return ConditionFact.no(
                    "Ready", obstacles.getFirst().reason(), obstacles.getFirst().message());
        }
        return ConditionFact.no("Ready", ProxyReason.NOT_READY, underWay.orElse(count));
    }

    private static List<Refusal> obstacles(ProxyFacts facts) {
        Optional<Refusal> invalid = facts.check() instanceof CheckResult.Invalid(String error)
                ? Optional.of(new Refusal(ProxyReason.CONFIGURATION_INVALID, invalid(facts, error)))
                : Optional.empty();
        return Stream.of(
                        invalid.stream(),
                        facts.upstream().stream(),
                        facts.refusals().stream(),
                        facts.stalled().stream())
                .flatMap(refusals -> refusals)
                .toList();
    }

    private static Optional<String> underWay(ProxyFacts facts) {
        if (facts.check() instanceof CheckResult.Waiting(String what)) {
            return Optional.of("the configuration is being validated by the engine's own binary: " + what);
        }
        return facts.ready() < facts.proxies() && facts.given()
                ? Optional.of("%d of %d proxies are ready".formatted(facts.ready(), facts.proxies()))
                : Optional.empty();
    }

    private static ConditionFact configuration(ProxyFacts facts) {
        return switch (facts.check()) {
            case CheckResult.Valid valid ->
                ConditionFact.yes(
                        "ConfigurationValid", ProxyReason.VALID, "the engine's own binary accepts the configuration");
            case CheckResult.Invalid(String error) ->
                ConditionFact.no("ConfigurationValid", AnyReason.REJECTED, invalid(facts, error));
            case CheckResult.Waiting(String what) ->
                ConditionFact.no("ConfigurationValid", ProxyReason.VALIDATING, what);
        };
    }

    private static String invalid(ProxyFacts facts, String error) {
        return "the engine's own binary refuses the configuration, so %s: %s"
                .formatted(facts.given() ? "the last valid one stays in use" : "nothing is started", error);
    }

    private static String servers(ProxyFacts facts) {
        return facts.plan()
                .map(plan -> plan.models().values().stream()
                        .findFirst()
                        .map(model -> model.pools().stream()
                                .map(pool -> "%d in %s%s"
                                        .formatted(
                                                pool.servers().size(),
                                                pool.zone(),
                                                pool.evacuated() ? " (evacuated)" : ""))
                                .collect(Collectors.joining(", ")))
                        .map(servers -> Stream.concat(Stream.of(servers), plan.inTwoZones().stream())
                                .collect(Collectors.joining("; ")))
                        .orElse("no zone has proxies"))
                .orElse("none");
    }
}
