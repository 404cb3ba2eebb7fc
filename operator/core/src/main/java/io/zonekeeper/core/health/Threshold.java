package io.zonekeeper.core.health;

/** From where on the failures among the samples of a signal are bad, with the numbers of a {@link Sensitivity}. */
enum Threshold {
    /** Quickly when every renewal that falls due is missing, slowly when more than half of the nodes miss theirs. */
    SILENCE {
        @Override
        boolean reached(Observation renewals, int nodes, Sensitivity sensitivity) {
            int missing = renewals.failures();
            return missing >= enough(nodes, sensitivity)
                    && (nearlyAll(renewals, sensitivity) || missing >= sensitivity.nodesShare() * nodes);
        }
    },
    /** Nearly all of the samples, and as many nodes as silence takes. */
    NEARLY_ALL_NODES {
        @Override
        boolean reached(Observation contacts, int nodes, Sensitivity sensitivity) {
            return contacts.failures() >= enough(nodes, sensitivity) && nearlyAll(contacts, sensitivity);
        }
    },
    /** A share of the zone's nodes, not of the samples. */
    SHARE_OF_NODES {
        @Override
        boolean reached(Observation observation, int nodes, Sensitivity sensitivity) {
            return several(observation, sensitivity) && observation.failures() >= sensitivity.nodesShare() * nodes;
        }
    },
    /** A share of the samples. */
    SHARE_OF_SAMPLES {
        @Override
        boolean reached(Observation observation, int nodes, Sensitivity sensitivity) {
            return several(observation, sensitivity)
                    && observation.failures() >= sensitivity.targetsShare() * observation.samples();
        }
    },
    /** A single failure: what is counted are conclusions of somebody else. */
    ANY {
        @Override
        boolean reached(Observation observation, int nodes, Sensitivity sensitivity) {
            return observation.failures() > 0;
        }
    };

    /**
     * Returns whether an observation is bad.
     *
     * @param nodes the zone's nodes
     */
    abstract boolean reached(Observation observation, int nodes, Sensitivity sensitivity);

    /** Returns whether several samples fail, and nearly all. */
    static boolean allFail(Observation observation, Sensitivity sensitivity) {
        return several(observation, sensitivity) && nearlyAll(observation, sensitivity);
    }

    private static boolean several(Observation observation, Sensitivity sensitivity) {
        return observation.failures() >= sensitivity.minTargets();
    }

    private static boolean nearlyAll(Observation observation, Sensitivity sensitivity) {
        return observation.failures() >= sensitivity.silentShare() * observation.samples();
    }

    private static int enough(int nodes, Sensitivity sensitivity) {
        return Math.max(2, Math.min(sensitivity.silentNodes(), nodes));
    }
}
