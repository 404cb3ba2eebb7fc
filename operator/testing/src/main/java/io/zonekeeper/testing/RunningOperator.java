package io.zonekeeper.testing;

/** An operator that was started. */
interface RunningOperator {
    boolean isAlive();

    /** The process it runs in. */
    long pid();

    /** Stops it in good order. */
    void stop();

    /** Ends it as a power cut would. */
    void crash();
}
