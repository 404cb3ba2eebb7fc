package io.zonekeeper.core.reasons;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A machine-readable reason, as it is in conditions, refusals, Events and the label {@code reason} of metrics. Each
 * kind of objects has an enum of its own; docs/reasons.md is generated from all of them.
 */
public interface Reason {
    /** Returns the reasons that objects of a kind may have besides {@link AnyReason}, by kind. */
    static Map<String, List<Reason>> byKind() {
        Map<String, List<Reason>> reasons = new LinkedHashMap<>();
        reasons.put("ZonedService", List.of(ServiceReason.values()));
        reasons.put("Zone", List.of(ZoneReason.values()));
        reasons.put("ZoneHealthPolicy", List.of(PolicyReason.values()));
        reasons.put("ZonalProxy", List.of(ProxyReason.values()));
        reasons.put("MongoCluster", List.of(MongoReason.values()));
        reasons.put("MultiAZDatabase", List.of(DatabaseReason.values()));
        return reasons;
    }

    /** Returns the name of the constant. */
    String name();

    /** Returns what it means, in sentences. */
    String meaning();

    /** Returns what a user does about it, in sentences; empty where no action is required. */
    String remedy();

    /** Returns the reason in CamelCase, as the API has it. */
    default String word() {
        return Arrays.stream(name().split("_"))
                .map(part -> Acronyms.ALL.contains(part)
                        ? part
                        : part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** Words that are written in capitals within a reason. */
    final class Acronyms {
        private static final Set<String> ALL = Set.of("ARC", "AWS", "AZ");

        private Acronyms() {}
    }
}
