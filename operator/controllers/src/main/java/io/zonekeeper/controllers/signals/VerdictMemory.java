package io.zonekeeper.controllers.signals;

import java.util.Optional;

import io.zonekeeper.core.health.ZoneMemory;

/** What the status of a zone records of its last verdict, for a process that has not judged it yet. */
public interface VerdictMemory {
    /** Returns what is recorded of a zone's verdict; empty where nothing is. */
    Optional<ZoneMemory> remembered(String zone);

    /** Returns whether it is recorded that the kubelets of a zone can be connected to. */
    boolean kubeletsReached(String zone);
}
