package io.zonekeeper.web.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Sends the changes to everybody who watches, as server-sent events: one thread each, no queue.
 *
 * <p>A watcher that takes nothing for {@link #STUCK_AFTER} is disconnected. Each change is encoded once for all
 * watchers that are at the same number.
 */
public final class Watchers {
    /** A watcher that is gone is noticed at the next write. */
    static final Duration HEARTBEAT = Duration.ofSeconds(10);

    static final Duration STUCK_AFTER = Duration.ofSeconds(20);

    private static final byte[] HEARTBEAT_LINE = ": \n\n".getBytes(StandardCharsets.UTF_8);
    /** Sent at once, so that a browser knows that it is connected while nothing changes. */
    private static final byte[] FIRST = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);

    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);

    private final ChangeLog log;
    private final int most;
    private final LongSupplier nanoTime;
    private final Set<Watcher> watching = ConcurrentHashMap.newKeySet();
    private volatile Optional<Encoded> last = Optional.empty();

    @SuppressWarnings("ArrayRecordComponent") // Shared with all watchers, and never written.
    private record Encoded(long from, long to, byte[] bytes) {}

    /**
     * Creates it without any.
     *
     * @param log what they watch
     * @param most how many there may be at the same time
     * @param nanoTime the clock
     */
    public Watchers(ChangeLog log, int most, LongSupplier nanoTime) {
        this.log = log;
        this.most = most;
        this.nanoTime = nanoTime;
    }

    /** Returns how many there are. */
    public int count() {
        return watching.size();
    }

    /** Returns whether there may be another one. */
    public boolean full() {
        return watching.size() >= most;
    }

    /**
     * Sends events until the watcher is gone, or may not watch any more.
     *
     * @param out where to
     * @param seen the number of the last change that it has seen; 0 for none
     * @param permitted asked at every event
     * @throws IOException when it is gone
     */
    public void serve(OutputStream out, long seen, BooleanSupplier permitted) throws IOException {
        Watcher watcher = new Watcher(Thread.currentThread());
        watching.add(watcher);
        try {
            write(watcher, out, FIRST);
            long number = seen;
            while (permitted.getAsBoolean()) {
                Optional<Update> update = log.await(number, HEARTBEAT);
                write(watcher, out, update.map(this::message).orElse(HEARTBEAT_LINE));
                number = update.map(Update::to).orElse(number);
            }
        } catch (InterruptedException e) {
            // Disconnected from here: nobody else interrupts these threads.
            throw new IOException("disconnected", e);
        } finally {
            watching.remove(watcher);
        }
    }

    /** Disconnects whoever takes nothing any more; asked to now and then. */
    public void disconnectStuck() {
        long now = nanoTime.getAsLong();
        watching.stream()
                .filter(watcher -> watcher.writingSince
                        .filter(since -> now - since > STUCK_AFTER.toNanos())
                        .isPresent())
                .forEach(watcher -> watcher.thread.interrupt());
    }

    /** Disconnects all. */
    public void disconnect() {
        watching.forEach(watcher -> watcher.thread.interrupt());
    }

    private void write(Watcher watcher, OutputStream out, byte[] bytes) throws IOException {
        watcher.writingSince = Optional.of(nanoTime.getAsLong());
        out.write(bytes);
        out.flush();
        watcher.writingSince = Optional.empty();
    }

    private byte[] message(Update update) {
        Optional<Encoded> known =
                last.filter(encoded -> encoded.from() == update.from() && encoded.to() == update.to());
        if (known.isPresent()) {
            return known.get().bytes();
        }
        byte[] head = ("id: " + update.to() + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        byte[] data = update.encoded();
        byte[] bytes = new byte[head.length + data.length + END.length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(data, 0, bytes, head.length, data.length);
        System.arraycopy(END, 0, bytes, head.length + data.length, END.length);
        last = Optional.of(new Encoded(update.from(), update.to(), bytes));
        return bytes;
    }

    private static final class Watcher {
        private final Thread thread;
        private volatile Optional<Long> writingSince = Optional.empty();

        Watcher(Thread thread) {
            this.thread = thread;
        }
    }
}
