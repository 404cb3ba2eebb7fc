package io.zonekeeper.testing;

import org.opentest4j.TestAbortedException;

/** What can be done to a cluster's zones. */
interface ZoneFaults {
    void kill(String zone);

    void mute(String zone);

    void heal(String zone);

    void remove(String zone);

    void add(String zone, String id, int nodes);

    /** Undoes what was done. */
    void undo();

    /** Faults of a cluster that can have none: a test that wants one is skipped. */
    static ZoneFaults none(String cluster) {
        return new ZoneFaults() {
            @Override
            public void kill(String zone) {
                throw skip("kill", zone);
            }

            @Override
            public void mute(String zone) {
                throw skip("mute", zone);
            }

            @Override
            public void heal(String zone) {
                throw skip("heal", zone);
            }

            @Override
            public void remove(String zone) {
                throw skip("remove", zone);
            }

            @Override
            public void add(String zone, String id, int nodes) {
                throw skip("add", zone);
            }

            @Override
            public void undo() {
                // nothing can have been done
            }

            private TestAbortedException skip(String what, String zone) {
                return new TestAbortedException("cannot %s zone %s of %s: run with %s=local"
                        .formatted(what, zone, cluster, ClusterChoice.CLUSTER));
            }
        };
    }
}
