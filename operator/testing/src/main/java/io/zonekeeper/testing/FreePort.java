package io.zonekeeper.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a process that is started with it. */
public final class FreePort {
    private static final int FIRST = 10_000;

    /** The ports of clusters begin here ({@code hack/cluster}). */
    private static final int END = 20_000;

    private FreePort() {}

    /**
     * Returns a port at which nobody listens. It is below those that the kernel gives to connections and to whoever
     * asks for any port (from 32768 on): one of these may be taken again before the process has it.
     */
    public static int next() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
