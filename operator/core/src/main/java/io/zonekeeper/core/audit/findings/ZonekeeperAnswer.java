package io.zonekeeper.core.audit.findings;

/**
 * What Zonekeeper would do for a workload if a zone is lost.
 *
 * @param action what
 * @param kind the kind by which it would: ZoneFailover for the workload as it is, ZonedService for one that is
 *     rewritten; empty where it cannot
 * @param message why, as a sentence
 */
public record ZonekeeperAnswer(ZonekeeperAction action, String kind, String message) {}
