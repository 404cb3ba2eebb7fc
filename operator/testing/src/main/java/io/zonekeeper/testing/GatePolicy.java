package io.zonekeeper.testing;

import java.io.IOException;

/** What becomes of the requests that come to an {@link ApiGate}. */
public interface GatePolicy {
    /**
     * Deals with one request: forwards it, answers it, or does neither, which ends its connection.
     *
     * <p>Called on a thread of the request's own.
     */
    void handle(GateExchange exchange) throws IOException, InterruptedException;

    /** Returns whether nothing passes any more. */
    default boolean closed() {
        return false;
    }
}
