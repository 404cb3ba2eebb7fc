package io.zonekeeper.web.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.zonekeeper.web.stream.Update.Json;
import io.zonekeeper.web.stream.Update.JsonText;

/**
 * The rows, every change of them that fits into the memory, and the events.
 *
 * <ol>
 *   <li>Changes are numbered from 1. Whoever has seen number n gets all later ones merged into one {@link Update}: a
 *       slow watcher costs no queue, and misses nothing but states in between.
 *   <li>When the changes take more than {@code mostBytes}, the oldest become part of the beginning. Whoever has not
 *       seen those gets everything.
 *   <li>Beginning and changes are the history: every state since the beginning can be made of them.
 * </ol>
 */
public final class ChangeLog {
    /** Keeps a number of {@code /watch} from before a restart from being taken for one of after it. */
    private final long first;

    private final int mostBytes;
    private final int mostEvents;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition appended = lock.newCondition();
    private final Map<String, Json> beginning = new TreeMap<>();
    private final Map<String, Json> current = new TreeMap<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private final Deque<Numbered> events = new ArrayDeque<>();
    private Instant begun;
    private Instant latest;
    private long bytes;
    private long number;

    private record Change(long number, Instant at, Map<String, Optional<Json>> rows, long bytes) {}

    private record Numbered(long number, Json event) {}

    /**
     * Creates an empty log.
     *
     * @param now the time of its beginning; numbers grow from there, so that they differ from those of another process
     * @param mostBytes how many bytes of changes are kept
     * @param mostEvents how many events are kept
     */
    public ChangeLog(Instant now, int mostBytes, int mostEvents) {
        this.first = now.toEpochMilli() * 1_000;
        this.number = first;
        this.begun = now;
        this.latest = now;
        this.mostBytes = mostBytes;
        this.mostEvents = mostEvents;
    }

    /**
     * Appends a change.
     *
     * @param at when it was seen
     * @param rows the rows that changed; empty for one that is gone
     * @param added new events
     */
    public void append(Instant at, Map<String, Optional<Json>> rows, List<Json> added) {
        lock.lock();
        try {
            number++;
            latest = at;
            apply(rows, current);
            long size = size(rows);
            changes.addLast(new Change(number, at, rows, size));
            bytes += size;
            added.forEach(event -> events.addLast(new Numbered(number, event)));
            while (events.size() > mostEvents) {
                events.removeFirst();
            }
            while (bytes > mostBytes) {
                Change oldest = changes.removeFirst();
                apply(oldest.rows(), beginning);
                begun = oldest.at();
                bytes -= oldest.bytes();
            }
            appended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns everything. */
    public Update all() {
        lock.lock();
        try {
            return update(0);
        } finally {
            lock.unlock();
        }
    }

    /** Returns what whoever has seen this number has not seen yet; empty where that is nothing. */
    public Optional<Update> since(long seen) {
        lock.lock();
        try {
            return seen == number ? Optional.empty() : Optional.of(update(seen));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for what whoever has seen this number has not seen yet.
     *
     * @return empty where nothing came within the patience
     */
    public Optional<Update> await(long seen, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patience.toNanos();
            while (seen == number && left > 0) {
                left = appended.awaitNanos(left);
            }
            return seen == number ? Optional.empty() : Optional.of(update(seen));
        } finally {
            lock.unlock();
        }
    }

    /** Returns every state since the beginning, as one JSON object: the rows then, and each change. */
    public byte[] history() {
        List<Change> kept;
        JsonText text = new JsonText();
        lock.lock();
        try {
            text.raw("{\"at\":").string(begun.toString()).raw(",\"rows\":{");
            String separator = "";
            for (Map.Entry<String, Json> row : beginning.entrySet()) {
                text.raw(separator).string(row.getKey()).raw(":").json(row.getValue());
                separator = ",";
            }
            kept = List.copyOf(changes);
        } finally {
            lock.unlock();
        }
        text.raw("},\"changes\":[");
        for (int i = 0; i < kept.size(); i++) {
            Change change = kept.get(i);
            text.raw(i == 0 ? "" : ",")
                    .json(new Json(new Update(
                                    change.number() - 1, change.number(), change.at(), false, change.rows(), List.of())
                            .encoded()));
        }
        return text.raw("]}").bytes();
    }

    /** Returns how many bytes of changes are kept. */
    public long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    private Update update(long seen) {
        boolean known = seen > first && seen < number && changes.peekFirst().number() <= seen + 1;
        if (!known) {
            Map<String, Optional<Json>> all = new LinkedHashMap<>();
            current.forEach((id, row) -> all.put(id, Optional.of(row)));
            return new Update(
                    0,
                    number,
                    latest,
                    true,
                    all,
                    events.stream().map(Numbered::event).toList());
        }
        Map<String, Optional<Json>> merged = new LinkedHashMap<>();
        List<Change> missed = new ArrayList<>();
        for (var newest = changes.descendingIterator(); newest.hasNext(); ) {
            Change change = newest.next();
            if (change.number() <= seen) {
                break;
            }
            missed.addFirst(change);
        }
        missed.forEach(change -> merged.putAll(change.rows()));
        return new Update(
                seen,
                number,
                latest,
                false,
                merged,
                events.stream()
                        .filter(event -> event.number() > seen)
                        .map(Numbered::event)
                        .toList());
    }

    private static void apply(Map<String, Optional<Json>> rows, Map<String, Json> to) {
        rows.forEach((id, row) -> row.ifPresentOrElse(value -> to.put(id, value), () -> to.remove(id)));
    }

    private static long size(Map<String, Optional<Json>> rows) {
        return rows.entrySet().stream()
                .mapToLong(row -> row.getKey().length()
                        + row.getValue().map(value -> value.bytes().length).orElse(0))
                .sum();
    }
}
