package io.zonekeeper.kube.probe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A socket on which everything together, from the connection to the last byte, takes no longer than a deadline allows.
 *
 * <p>A timeout of the socket's own is per read: a server that sends a byte now and then would never run into it. TLS on
 * top reads through this stream too, so its handshake is under the same deadline.
 */
final class DeadlineSocket extends Socket {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long deadline;

    /** Creates a socket that is to be done after this time. */
    DeadlineSocket(Duration timeout) {
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Connects.
     *
     * @throws SocketTimeoutException when that took too long
     */
    void connect(InetSocketAddress address) throws IOException {
        super.connect(address, remainingMillis());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                setSoTimeout(remainingMillis());
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                setSoTimeout(remainingMillis());
                return super.read(bytes, offset, length);
            }
        };
    }

    /** From 1 up: a timeout of 0 would be none. */
    private int remainingMillis() throws SocketTimeoutException {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException("deadline passed");
        }
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, nanos / NANOS_PER_MILLI));
    }
}
