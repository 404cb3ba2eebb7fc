package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.zone.KnownZone;

/** Puts refusals into a few sentences: what is the same in several zones is said once. */
final class RefusalSummary {
    private RefusalSummary() {}

    /**
     * Returns the messages, each cause once.
     *
     * @param refusals what was refused
     * @param zones zones whose names tell otherwise equal messages apart
     */
    static String of(List<Refusal> refusals, List<KnownZone> zones) {
        Map<String, List<String>> alike = new LinkedHashMap<>();
        Map<String, String> first = new LinkedHashMap<>();
        for (Refusal refusal : refusals) {
            String message = refusal.message();
            List<String> named = zones.stream()
                    .filter(zone -> names(message, zone))
                    .map(KnownZone::name)
                    .toList();
            String key = message;
            for (KnownZone zone : zones) {
                key = key.replace(zone.objectName(), "*").replace(zone.name(), "*");
            }
            first.putIfAbsent(key, message);
            List<String> among = alike.computeIfAbsent(key, ignored -> new ArrayList<>());
            if (named.size() == 1 && !among.contains(named.getFirst())) {
                among.add(named.getFirst());
            }
        }
        return first.entrySet().stream()
                .map(entry -> sentence(entry.getValue(), alike.get(entry.getKey())))
                .collect(Collectors.joining("; "));
    }

    private static String sentence(String message, List<String> zones) {
        return zones.size() < 2
                ? message
                : "%s (the same in %s)".formatted(message, String.join(", ", zones.subList(1, zones.size())));
    }

    private static boolean names(String message, KnownZone zone) {
        return message.contains(zone.objectName()) || message.contains(zone.name());
    }
}
