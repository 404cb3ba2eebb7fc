package io.zonekeeper.core.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Counts what came of simulated time. Adding tallies in any order gives the same. */
final class Tally {
    int incidents;
    int falseCordons;
    int rightCordons;
    int earlyEnds;
    int falseStops;
    int rightStops;
    int missed;
    int suspects;
    final List<Long> detections = new ArrayList<>();

    void add(Tally other) {
        incidents += other.incidents;
        falseCordons += other.falseCordons;
        rightCordons += other.rightCordons;
        earlyEnds += other.earlyEnds;
        falseStops += other.falseStops;
        rightStops += other.rightStops;
        missed += other.missed;
        suspects += other.suspects;
        detections.addAll(other.detections);
    }

    List<Long> sortedDetections() {
        List<Long> sorted = new ArrayList<>(detections);
        Collections.sort(sorted);
        return sorted;
    }
}
