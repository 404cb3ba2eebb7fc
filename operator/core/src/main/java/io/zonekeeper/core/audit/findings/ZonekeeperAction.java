package io.zonekeeper.core.audit.findings;

import io.zonekeeper.core.reasons.Reason;

/** What Zonekeeper would do about the loss of a zone. */
public enum ZonekeeperAction implements Reason {
    /** Remove traffic and replace the pods in other zones, within seconds. */
    EVACUATE,
    /** Remove traffic within seconds; the pods stay. */
    STOP_TRAFFIC,
    /** Nothing. */
    CANNOT_HELP,
    /** There is nothing in the zone to act on. */
    NOT_NEEDED
}
