package io.zonekeeper.core.audit.facts;

import java.util.Optional;

/**
 * A PodDisruptionBudget.
 *
 * @param namespace its namespace
 * @param name its name
 * @param selector which pods it applies to
 * @param minAvailable a number or a percentage; empty where it is not set
 * @param maxUnavailable a number or a percentage; empty where it is not set
 * @param evictsUnhealthy whether {@code unhealthyPodEvictionPolicy} is AlwaysAllow
 * @param status what the disruption controller counted; empty where it has not yet
 */
public record DisruptionBudget(
        String namespace,
        String name,
        PodSelector selector,
        Optional<String> minAvailable,
        Optional<String> maxUnavailable,
        boolean evictsUnhealthy,
        Optional<Status> status) {

    /**
     * What the disruption controller counted.
     *
     * @param allowed evictions that would be admitted now
     * @param healthy pods that are Ready
     * @param desired pods that have to stay Ready
     */
    public record Status(int allowed, int healthy, int desired) {}

    /** Returns how many of so many pods have to stay available; percentages are rounded up, as Kubernetes does. */
    public int mustStay(int pods) {
        if (minAvailable.isPresent()) {
            return number(minAvailable.get(), pods);
        }
        return Math.max(0, pods - number(maxUnavailable.orElse("1"), pods));
    }

    private static int number(String text, int pods) {
        boolean percent = text.endsWith("%");
        String digits = percent ? text.substring(0, text.length() - 1) : text;
        if (!digits.matches("[0-9]{1,9}")) {
            return 0;
        }
        long number = Long.parseLong(digits);
        return Math.toIntExact(percent ? Math.min(Integer.MAX_VALUE, Math.ceilDiv(number * pods, 100L)) : number);
    }
}
