package io.zonekeeper.core.audit;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.zonekeeper.core.audit.Rescheduling.Outcome;
import io.zonekeeper.core.audit.Workload.Replacement;
import io.zonekeeper.core.audit.facts.ServiceFact;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.audit.findings.ZonekeeperAction;
import io.zonekeeper.core.audit.findings.ZonekeeperAnswer;
import io.zonekeeper.core.reasons.Reason;

/** What Zonekeeper would do for a workload if a zone is lost. */
final class ZonekeeperAnswers {
    private static final String AS_IT_IS = "ZoneFailover";
    private static final String REWRITTEN = "ZonedService";

    private ZonekeeperAnswers() {}

    /**
     * Returns the answer.
     *
     * @param services the Services that select its pods
     * @param outcome what happens to the pods in the zone
     */
    static ZonekeeperAnswer of(Workload workload, String zone, List<ServiceFact> services, Outcome outcome) {
        if (outcome.pods() == 0) {
            return new ZonekeeperAnswer(ZonekeeperAction.NOT_NEEDED, "", "It has no pod in the zone.");
        }
        if (workload.replacement() == Replacement.ZONEKEEPER) {
            return new ZonekeeperAnswer(
                    ZonekeeperAction.EVACUATE,
                    workload.name().kind(),
                    "Zonekeeper manages it already, as %s."
                            .formatted(workload.name().kind()));
        }
        if (workload.replacement() == Replacement.BARE) {
            return cannot("nothing replaces a bare pod");
        }
        boolean routed = services.stream().anyMatch(service -> !service.headless());
        boolean rest = workload.left(zone) > 0;
        boolean scheduled = workload.replacement() == Replacement.SCHEDULED;
        if (scheduled && outcome.placed() > 0) {
            return evacuate(outcome, routed, !services.isEmpty());
        }
        if (!routed) {
            return cannot(
                    services.isEmpty()
                            ? "no Service selects its pods" + (scheduled ? ", and " + causes(outcome) : "")
                            : "its Services are headless: clients choose the pods");
        }
        if (!rest) {
            return cannot("no other zone has a ready pod" + (scheduled ? ", and " + causes(outcome) : ""));
        }
        return new ZonekeeperAnswer(
                ZonekeeperAction.STOP_TRAFFIC,
                AS_IT_IS,
                "Its traffic leaves the zone; its pods stay: %s."
                        .formatted(
                                scheduled
                                        ? causes(outcome)
                                        : "it does not delete pods of a "
                                                + workload.name().kind()));
    }

    private static ZonekeeperAnswer evacuate(Outcome outcome, boolean routed, boolean headless) {
        int stay = outcome.pods() - outcome.placed();
        String some = stay == 0
                ? (outcome.pods() == 1 ? "its pod is replaced" : "all %d pods are replaced".formatted(outcome.pods()))
                : "%d of %d pods are replaced (%s)".formatted(outcome.placed(), outcome.pods(), causes(outcome));
        if (routed) {
            return new ZonekeeperAnswer(
                    ZonekeeperAction.EVACUATE, AS_IT_IS, "Traffic leaves the zone and " + some + ".");
        }
        return new ZonekeeperAnswer(
                ZonekeeperAction.EVACUATE,
                REWRITTEN,
                "As a ZonedService: %s. A ZoneFailover acts on Services, and %s."
                        .formatted(some, headless ? "its Services are headless" : "no Service selects its pods"));
    }

    private static ZonekeeperAnswer cannot(String why) {
        return new ZonekeeperAnswer(
                ZonekeeperAction.CANNOT_HELP, "", Character.toUpperCase(why.charAt(0)) + why.substring(1) + ".");
    }

    private static String causes(Outcome outcome) {
        return "replacements would stay Pending: "
                + outcome.blocked().entrySet().stream()
                        // Zonekeeper deletes what Kubernetes would not evict.
                        .filter(cause -> cause.getKey() != FindingKind.NEVER_EVICTED)
                        .map(Map.Entry::getKey)
                        .map(Reason::word)
                        .collect(Collectors.joining(", "));
    }
}
