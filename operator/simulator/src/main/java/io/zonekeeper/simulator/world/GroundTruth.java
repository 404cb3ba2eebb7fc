package io.zonekeeper.simulator.world;

import io.zonekeeper.core.health.ProbeMatrix.Stack;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.NodeGone;

/** What really fails, whatever the judge makes of the evidence: whether a cordon or a stop is right. */
final class GroundTruth {
    /** A zone that failed so shortly ago is cordoned rightly. */
    static final long JUST_NOW = 15_000;

    /** A zone that has failed for so long must not be uncordoned. */
    private static final long LONG_SINCE = 30_000;

    private final Layout layout;
    private final ActiveFaults trouble;
    private final int[] serviceOf;

    GroundTruth(Layout layout, ActiveFaults trouble) {
        this.layout = layout;
        this.trouble = trouble;
        serviceOf = layout.serviceOfTargets();
    }

    /** Returns whether a zone fails, or did a moment ago: to cordon it is right. */
    boolean justifies(String zone, long now) {
        int number = layout.zones().indexOf(zone);
        for (Fault fault : trouble.faults()) {
            long moment = last(fault, now);
            if (now - moment <= JUST_NOW && fault.zoneFails(number, moment)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a zone has been failing for so long that to uncordon it is wrong. */
    boolean failsForLong(String zone, long now) {
        int number = layout.zones().indexOf(zone);
        return trouble.faults().stream()
                .anyMatch(fault -> now - fault.start() > LONG_SINCE && fault.zoneFails(number, now));
    }

    /** Returns whether half of a stack's pods fail, or did a moment ago: to stop its traffic is right. */
    boolean fails(Stack stack, long now) {
        int zone = layout.zones().indexOf(stack.zone());
        int service = Observers.serviceNumber(stack.service());
        int failing = 0;
        for (int target = 0; target < serviceOf.length; target++) {
            boolean fails = false;
            for (Fault fault : trouble.faults()) {
                fails |= now - last(fault, now) <= JUST_NOW
                        && fault.podFails(zone, service, target, lastEffect(fault, now));
            }
            failing += fails && serviceOf[target] == service ? 1 : 0;
        }
        return 2 * failing >= layout.pods().get(service);
    }

    /** The last moment of a fault, up to now. */
    private static long last(Fault fault, long now) {
        return Math.max(fault.start(), Math.min(now, fault.end() - 1));
    }

    /** A moment at which the fault had its effect: pods may be back before all of it is over. */
    private static long lastEffect(Fault fault, long now) {
        return fault instanceof NodeGone gone
                ? Math.max(gone.start(), Math.min(now, gone.podsBackAt() - 1))
                : last(fault, now);
    }
}
