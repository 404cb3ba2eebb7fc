package io.zonekeeper.core.health;

import java.util.List;

/**
 * What one observer sees of the services' pods, from where it runs.
 *
 * <p>Only proven targets count: a pod that never answered a health check since it became Ready is no evidence, for a
 * network policy or mutual TLS may keep the observer out.
 *
 * @param observer the observer's name
 * @param zone name of the zone it runs in
 * @param zones one row for each zone it looks into
 * @param stacks one row for each stack that is not entirely well, or out of traffic; what is not listed has nothing to
 *     tell
 * @param omitted stacks that should be listed and are not, for the report would become too long; 0 in all but the worst
 *     cases
 * @param unanswered services none of whose ready pods has ever passed all its checks, though they were checked for a
 *     while: their checks show nothing
 */
public record ObserverReport(
        String observer,
        String zone,
        List<ZoneRow> zones,
        List<StackRow> stacks,
        int omitted,
        List<String> unanswered) {
    /** Creates the report of an observer whose services answer. */
    public ObserverReport(String observer, String zone, List<ZoneRow> zones, List<StackRow> stacks, int omitted) {
        this(observer, zone, zones, stacks, omitted, List.of());
    }

    /** Copies the lists. */
    public ObserverReport {
        zones = List.copyOf(zones);
        stacks = List.copyOf(stacks);
        unanswered = List.copyOf(unanswered);
    }

    /**
     * All pods of a zone, as one observer sees them.
     *
     * @param zone the zone's name
     * @param samples proven targets
     * @param failures those whose last check failed
     */
    public record ZoneRow(String zone, int samples, int failures) {}

    /**
     * The pods of one service in one zone, as one observer sees them.
     *
     * @param service namespace and name of the service, {@code shop/front}
     * @param zone the zone's name
     * @param samples proven targets
     * @param failures those whose last check failed
     * @param failingNodes nodes on which a target failed
     */
    public record StackRow(String service, String zone, int samples, int failures, int failingNodes) {}
}
