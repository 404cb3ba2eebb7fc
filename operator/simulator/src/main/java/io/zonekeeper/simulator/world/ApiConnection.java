package io.zonekeeper.simulator.world;

import io.zonekeeper.simulator.fault.Timing;

/** The judge's connection to the API server: from when on what it does not see means anything. */
final class ApiConnection {
    private long downSince = -1;
    private boolean blind;
    private long sightedFrom;

    /** Creates a connection whose watches count from the given moment on. */
    ApiConnection(long sightedFrom) {
        this.sightedFrom = sightedFrom;
    }

    /** Returns whether the API server answers again, so that everything missed is seen at once. */
    boolean returns(boolean answers) {
        return answers && downSince >= 0;
    }

    /** Begins again: what was watched before counts for nothing. */
    void forget(long now) {
        sightedFrom = now + Timing.RENEWAL;
    }

    /** Takes in whether the API server answers now, and returns whether the judge sees. */
    boolean sighted(boolean answers, long now) {
        if (answers) {
            if (blind) {
                // Watches must have been alive for a renewal interval before silence means anything.
                sightedFrom = now + Timing.RENEWAL;
            }
            downSince = -1;
            blind = false;
        } else {
            downSince = downSince < 0 ? now : downSince;
            blind |= now - downSince >= Timing.BLIND_AFTER;
        }
        return !blind && now >= sightedFrom;
    }
}
