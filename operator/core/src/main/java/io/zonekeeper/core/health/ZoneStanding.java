package io.zonekeeper.core.health;

import java.util.Optional;

import io.zonekeeper.core.Refusal;

/**
 * What the guards decided of a zone.
 *
 * @param judgement what the evidence says of it
 * @param cordon the cordon that holds from now on; empty for none
 * @param refusal why it is not cordoned although someone or something speaks for it, or why a cordon does not end
 * @param history its automatic cordons, to be kept in status
 * @param removed whether the zone was removed for good ({@link CordonPolicy#removed}): limits are not about it
 */
public record ZoneStanding(
        Judgement judgement,
        Optional<Cordon> cordon,
        Optional<Refusal> refusal,
        CordonHistory history,
        boolean removed) {

    /** Creates the standing of a zone that is there. */
    public ZoneStanding(
            Judgement judgement, Optional<Cordon> cordon, Optional<Refusal> refusal, CordonHistory history) {
        this(judgement, cordon, refusal, history, false);
    }

    /** Returns the zone's name. */
    public String zone() {
        return judgement.zone();
    }

    /** Returns whether the zone is cordoned. */
    public boolean cordoned() {
        return cordon.isPresent();
    }
}
