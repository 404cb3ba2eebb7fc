package io.zonekeeper.core.audit.findings;

import java.util.List;

/**
 * Something that was found.
 *
 * @param kind what
 * @param zones names of the zones whose loss it is about; empty where it does not depend on the zone
 * @param message a sentence that names objects, numbers and the cause
 * @param change a sentence that names the field to change; empty where nothing has to be changed
 */
public record Finding(FindingKind kind, List<String> zones, String message, String change) {
    /** Copies the list. */
    public Finding {
        zones = List.copyOf(zones);
    }

    /** Creates a finding that does not depend on the zone. */
    public Finding(FindingKind kind, String message, String change) {
        this(kind, List.of(), message, change);
    }
}
