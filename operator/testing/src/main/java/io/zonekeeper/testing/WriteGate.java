package io.zonekeeper.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A way to the API server that closes after a number of writes: for whoever is connected through it that is the moment
 * at which the process ends. After it nothing passes, reads neither.
 */
public final class WriteGate implements GatePolicy, AutoCloseable {
    /** The moment at which it closes. */
    public enum Closes {
        /** The last write is carried out, and its answer is lost. */
        BEFORE_THE_ANSWER,
        /** The write after the last one does not arrive. */
        BEFORE_THE_WRITE
    }

    private static final int UNAVAILABLE = 503;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final Predicate<Write> counted;
    private final Closes closes;
    private final ApiGate gate;
    private final List<Write> passed = new ArrayList<>();
    private int left = NO_LIMIT;
    private boolean closed;
    private int opened;

    private WriteGate(Path kubeconfig, Closes closes, Predicate<Write> counted) {
        this.counted = counted;
        this.closes = closes;
        this.gate = ApiGate.of(kubeconfig, this);
    }

    /**
     * Opens one for the user of a kubeconfig, without a limit.
     *
     * @param counted the writes that count
     */
    public static WriteGate of(Path kubeconfig, Closes closes, Predicate<Write> counted) {
        return new WriteGate(kubeconfig, closes, counted);
    }

    /** Returns the way itself. */
    public ApiGate gate() {
        return gate;
    }

    /** Opens it for so many writes that count; what was connected before stays cut off. */
    public synchronized void open(int writes) {
        left = writes;
        closed = false;
        opened++;
    }

    /** Opens it without a limit. */
    public void open() {
        open(NO_LIMIT);
    }

    @Override
    public synchronized boolean closed() {
        return closed;
    }

    /** Returns the writes that count and passed, in the order in which they came. */
    public synchronized List<Write> passed() {
        return List.copyOf(passed);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        gate.close();
    }

    @Override
    public void handle(GateExchange exchange) throws IOException, InterruptedException {
        ApiRequest request = exchange.request();
        boolean counts = request.writes() && counted.test(request.answered(0));
        int when = enter(counts);
        if (when < 0) {
            exchange.answer(UNAVAILABLE, Map.of(), "");
            return;
        }
        HttpResponse<InputStream> answer = exchange.forward();
        if (counts) {
            pass(request.answered(answer.statusCode()), when);
        }
        if (passes(when)) {
            exchange.relay(answer, () -> passes(when));
        } else {
            answer.body().close();
            exchange.answer(UNAVAILABLE, Map.of(), "");
        }
    }

    /** Returns how often it had been opened before; negative where it is closed. */
    private synchronized int enter(boolean counts) {
        closed |= counts && left == 0;
        if (closed) {
            return -1;
        }
        left -= counts && left != NO_LIMIT ? 1 : 0;
        return opened;
    }

    private synchronized void pass(Write write, int when) {
        passed.add(write);
        closed |= closes == Closes.BEFORE_THE_ANSWER && left == 0 && when == opened;
    }

    private synchronized boolean passes(int when) {
        return !closed && when == opened;
    }
}
