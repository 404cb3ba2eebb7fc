package io.zonekeeper.controllers.framework;

/** A part of the operator that runs in the background: started once, after everything that it reads, and closed. */
public interface Component extends AutoCloseable {
    /** Begins to run; returns soon. */
    void start();

    @Override
    void close();
}
