package io.zonekeeper.core.incident;

import java.util.Map;

import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.zone.Verdict;

/** What a record means for the incident of a zone. */
enum IncidentStep {
    /** The first evidence against the zone. */
    SIGN,
    /** The zone is Unhealthy. */
    VERDICT,
    /** No evidence against the zone any more. */
    WELL,
    /** The zone is cordoned. */
    CORDONED,
    /** The zone may be used again. */
    UNCORDONED,
    /** A service or ZoneFailover has removed its traffic from the zone. */
    OUT,
    /** A service has the pods of the zone in other zones. */
    REPLACED,
    /** A service is getting its pods back. */
    RETURNING,
    /** A service has traffic in the zone again. */
    BACK,
    /** Something was not done. */
    REFUSAL,
    /** Anything else. */
    OTHER;

    private static final String ZONE = "Zone";

    private static final Map<String, IncidentStep> OF_ZONES = Map.of(
            Verdict.SUSPECT.word(),
            SIGN,
            Verdict.UNHEALTHY.word(),
            VERDICT,
            Verdict.HEALTHY.word(),
            WELL,
            "Cordoned",
            CORDONED,
            "Uncordoned",
            UNCORDONED);

    private static final Map<String, IncidentStep> OF_SERVICES = Map.of(
            StackState.SHEDDING.word(),
            OUT,
            StackState.REPLACING.word(),
            OUT,
            StackState.DRAINED.word(),
            REPLACED,
            StackState.RETURNING.word(),
            RETURNING,
            "Evacuated",
            OUT,
            "Returned",
            BACK);

    static IncidentStep of(IncidentRecord record) {
        IncidentStep known = (record.kind().equals(ZONE) ? OF_ZONES : OF_SERVICES).get(record.reason());
        if (known != null) {
            return known;
        }
        return record.warning() ? REFUSAL : OTHER;
    }

    /** Returns whether it shows that something happens to the zone; a refusal alone may have any cause. */
    boolean opens() {
        return this != REFUSAL && this != OTHER && this != WELL && this != UNCORDONED;
    }
}
