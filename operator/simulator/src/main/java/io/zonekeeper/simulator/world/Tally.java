package io.zonekeeper.simulator.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Counts what came of simulated time. Adding tallies in any order gives the same. */
public final class Tally {
    public int incidents;
    public int falseCordons;
    public int rightCordons;
    public int earlyEnds;
    public int falseStops;
    public int rightStops;
    public int missed;
    public int suspects;
    /** The years in which a zone was cordoned that was well, once for each such cordon. */
    public final List<Integer> yearsOfFalseCordons = new ArrayList<>();

    final List<Long> detections = new ArrayList<>();

    public void add(Tally other) {
        incidents += other.incidents;
        falseCordons += other.falseCordons;
        rightCordons += other.rightCordons;
        earlyEnds += other.earlyEnds;
        falseStops += other.falseStops;
        rightStops += other.rightStops;
        missed += other.missed;
        suspects += other.suspects;
        yearsOfFalseCordons.addAll(other.yearsOfFalseCordons);
        detections.addAll(other.detections);
    }

    public List<Long> sortedDetections() {
        List<Long> sorted = new ArrayList<>(detections);
        Collections.sort(sorted);
        return sorted;
    }
}
