package io.zonekeeper.core.aws.shift;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;

/**
 * A load balancer, as its shifts are planned.
 *
 * @param awayFrom ID of the zone that it is to be shifted away from; empty for none
 * @param objection why it may not be acted on; empty where it may be
 * @param active its active shifts; empty where ARC could not be asked
 * @param known the shift of ours that was last known, for when ARC cannot be asked
 * @param uids of the services that name it: shifts with their comments are ours
 * @param expiresIn how long a shift lasts unless it is renewed
 */
public record ShiftSituation(
        Optional<String> awayFrom,
        Optional<Refusal> objection,
        Optional<List<ZonalShift>> active,
        Optional<ZonalShift> known,
        Set<String> uids,
        Duration expiresIn) {
    /** Copies the collections. */
    public ShiftSituation {
        active = active.map(List::copyOf);
        uids = Set.copyOf(uids);
    }
}
