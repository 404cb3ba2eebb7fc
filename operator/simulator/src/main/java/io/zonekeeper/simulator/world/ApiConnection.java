package io.zonekeeper.simulator.world;

import io.zonekeeper.simulator.fault.Timing;

/** The judge's connection to the API server. */
final class ApiConnection {
    private long downSince = -1;

    /** Returns whether the API server answers again, so that everything missed is seen at once. */
    boolean returns(boolean answers) {
        return answers && downSince >= 0;
    }

    /** Takes in whether the API server answers now, and returns whether the judge takes it that it does. */
    boolean sighted(boolean answers, long now) {
        if (answers) {
            downSince = -1;
        } else if (downSince < 0) {
            downSince = now;
        }
        return answers || now - downSince < Timing.BLIND_AFTER;
    }
}
