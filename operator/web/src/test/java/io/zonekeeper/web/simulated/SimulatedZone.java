package io.zonekeeper.web.simulated;

import java.util.List;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.CordonStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.DrillStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.NodeCount;
import io.zonekeeper.api.v1alpha1.ZoneStatus.SignalStatus;

/** A Zone whose status says what a test wants. */
public final class SimulatedZone {
    private static final int NODES = 12;

    private final String name;
    private final String zoneId;
    private final int slot;
    private String verdict = "Healthy";
    private String since;
    private String evidence = "nothing fails: heartbeats, nodes, probes";
    private String wouldChange;
    private List<SignalStatus> signals = List.of(
            new SignalStatus("heartbeats", "Good", NODES, 0),
            new SignalStatus("nodes", "Good", NODES, 0),
            new SignalStatus("probes", "Good", 40, 0));
    private int ready = NODES;
    private CordonStatus cordon;
    private DrillStatus drill;
    private long version = 1;

    SimulatedZone(String name, String zoneId, int slot, String since) {
        this.name = name;
        this.zoneId = zoneId;
        this.slot = slot;
        this.since = since;
    }

    /** Returns its name. */
    public String name() {
        return name;
    }

    /** Sets the verdict. */
    public synchronized void judged(String newVerdict, String at, String why, List<SignalStatus> seen) {
        verdict = newVerdict;
        since = at;
        evidence = why;
        signals = seen;
        wouldChange = newVerdict.equals("Healthy") ? null : "Healthy after 2m without evidence against the zone";
        version++;
    }

    /** Sets how many of its nodes are ready. */
    public synchronized void ready(int nodes) {
        ready = nodes;
        version++;
    }

    /** Sets the cordon; null for none. */
    public synchronized void cordon(CordonStatus now) {
        cordon = now;
        version++;
    }

    /** Sets the drill; null for none. */
    public synchronized void drill(DrillStatus now) {
        drill = now;
        version++;
    }

    synchronized Zone object() {
        Zone zone = new Zone();
        zone.getMetadata().setName(name);
        zone.getMetadata().setUid("zone-" + name);
        zone.getMetadata().setResourceVersion(Long.toString(version));
        zone.setStatus(new ZoneStatus(
                1L,
                name,
                zoneId,
                "us-east-1",
                slot,
                new NodeCount(NODES, ready, ready),
                null,
                verdict,
                since,
                null,
                evidence,
                wouldChange,
                signals,
                true,
                cordon,
                null,
                null,
                null,
                null,
                drill,
                List.of()));
        return zone;
    }
}
