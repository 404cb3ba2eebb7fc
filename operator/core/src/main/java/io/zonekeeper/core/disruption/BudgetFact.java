package io.zonekeeper.core.disruption;

/**
 * A budget as the API server has it.
 *
 * @param open whether it lets any pod go
 * @param observed whether its status is of its present spec; until then every eviction is refused
 * @param allowed evictions that would be admitted now
 * @param disrupted pods whose eviction was admitted and that are not gone yet
 * @param healthy pods that are ready and stay, as the disruption controller counted them
 * @param expected pods that there should be, as it counted them
 */
public record BudgetFact(boolean open, boolean observed, int allowed, int disrupted, int healthy, int expected) {
    /** Returns whether none can be admitted under it, and the disruption controller has seen all that were. */
    boolean quiet() {
        return !open && observed && allowed == 0 && disrupted == 0;
    }

    /**
     * Returns whether every eviction that was ever admitted under it is made up for, and none can be admitted.
     *
     * <p>A status of the present spec was computed from a budget that already held every eviction admitted before the
     * spec was written: a pod among them is either still named in it, or gone and not counted as healthy. So a full
     * count of healthy pods in such a status is true, however late other caches are.
     *
     * @param desired pods that its zones are asked for
     */
    boolean closedAndHealed(int desired) {
        return quiet() && healthy >= expected && expected >= desired;
    }
}
