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
    static Map<String, Role> of(Situation situation) {
        Map<String, Role> roles = new TreeMap<>();
        situation.stands().forEach(stand -> roles.put(stand.zone(), of(stand, situation)));
        return roles;
    }

    private static Role of(ZoneStand stand, Situation situation) {
        if (situation.movable() && replaced(stand, situation)) {
            return REPLACED;
        }
        boolean fit = situation.served(stand) && !stand.leaves() && stand.present();
        return fit ? RECEIVES : HELD;
    }

    private static boolean replaced(ZoneStand stand, Situation situation) {
        boolean evacuates = situation.settings().action() == EvacuationSettings.Action.EVACUATE;
        return switch (situation.before(stand)) {
            case REPLACING, DRAINED, RETURNING -> true;
            case SHEDDING -> evacuates;
            case ACTIVE, REMOVING ->
                evacuates && stand.leaves() && situation.switchable(stand) && situation.hasZoneToStayIn();
        };
    }
}
