package io.zonekeeper.core.cordon;

import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.health.ZoneVerdict;

/**
 * What the guards decided of a zone.
 *
 * @param zoneVerdict what the evidence reports about it
 * @param cordon the cordon that holds from now on; empty for none
 * @param refusal why it is not cordoned although someone or something speaks for it, or why a cordon does not end
 * @param history its automatic cordons, to be kept in status
 * @param removed whether the zone was removed for good ({@link CordonPolicy#removed}): limits are not about it
 */
public record ZoneDecision(
        ZoneVerdict zoneVerdict,
        Optional<Cordon> cordon,
        Optional<Refusal> refusal,
        CordonHistory history,
        boolean removed) {

    /** Creates the decision on a zone that is there. */
    public ZoneDecision(
            ZoneVerdict zoneVerdict, Optional<Cordon> cordon, Optional<Refusal> refusal, CordonHistory history) {
        this(zoneVerdict, cordon, refusal, history, false);
    }

    /** Returns the zone's name. */
    public String zone() {
        return zoneVerdict.zone();
    }

    /** Returns whether the zone is cordoned. */
    public boolean cordoned() {
        return cordon.isPresent();
    }
}
