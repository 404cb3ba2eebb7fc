package io.zonekeeper.core.evacuation;

import java.util.Map;
import java.util.TreeMap;

/** What a zone is to the evacuations of its service that are under way. */
enum Role {
    /** It may serve, and can take pods over. */
    RECEIVES,
    /** The others take its pods over. */
    REPLACED,
    /** It keeps its own pods, and is given no other's: not replaced, and not fit to receive. */
    HELD;

    /**
     * Returns the role of each zone. It follows from what is remembered and ordered, never from what the guards say: a
     * zone that has to keep its traffic for now is replaced all the same, so that it can be left later.
     */
    static Map<String, Role> of(EvacuationInput input) {
        Map<String, Role> roles = new TreeMap<>();
        input.zones().forEach(zone -> roles.put(zone.zone(), of(zone, input)));
        return roles;
    }

    private static Role of(EvacuationZone zone, EvacuationInput input) {
        if (input.movable() && replaced(zone, input)) {
            return REPLACED;
        }
        boolean fit = input.served(zone) && !zone.leaves() && zone.present();
        return fit ? RECEIVES : HELD;
    }

    private static boolean replaced(EvacuationZone zone, EvacuationInput input) {
        boolean evacuates = input.settings().action() == EvacuationSettings.Action.EVACUATE;
        return switch (input.before(zone)) {
            case REPLACING, DRAINED, RETURNING -> true;
            case SHEDDING -> evacuates;
            case ACTIVE, REMOVING -> evacuates && zone.leaves() && input.switchable(zone) && input.hasZoneToStayIn();
        };
    }
}
