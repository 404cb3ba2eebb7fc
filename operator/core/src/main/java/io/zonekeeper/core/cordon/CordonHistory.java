package io.zonekeeper.core.cordon;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The automatic cordons of a zone: what its guards count.
 *
 * @param cordons when there was one, in the last day, oldest first
 * @param returnedAt when the last one ended; empty when there was none
 */
public record CordonHistory(List<Instant> cordons, Optional<Instant> returnedAt) {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int LONGEST_DOUBLING = 10;

    /** No automatic cordon ever. */
    public static final CordonHistory NONE = new CordonHistory(List.of(), Optional.empty());

    /** Copies the list. */
    public CordonHistory {
        cordons = List.copyOf(cordons);
    }

    /** Returns when a cordon is counted no more. */
    static Instant forgottenAt(Instant cordon) {
        return cordon.plus(DAY);
    }

    /**
     * Returns the history without what happened longer than a day ago. What was written down by a clock that was ahead
     * happened by now at the latest: it must not count, or hold, for longer than it does.
     */
    CordonHistory recent(Instant now) {
        List<Instant> recent = cordons.stream()
                .filter(time -> time.isAfter(now.minus(DAY)))
                .map(time -> earlier(time, now))
                .toList();
        return new CordonHistory(recent, returnedAt.map(time -> earlier(time, now)));
    }

    private static Instant earlier(Instant time, Instant now) {
        return time.isAfter(now) ? now : time;
    }

    CordonHistory cordoned(Instant now) {
        List<Instant> more = new ArrayList<>(cordons);
        more.add(now);
        return new CordonHistory(more, returnedAt);
    }

    CordonHistory returned(Instant now) {
        return new CordonHistory(cordons, Optional.of(now));
    }

    /** Returns until when the zone is not cordoned automatically; it doubles with every cordon of the last day. */
    Optional<Instant> heldUntil(Duration holdDown) {
        int doublings = Math.min(LONGEST_DOUBLING, Math.max(0, cordons.size() - 1));
        return returnedAt.map(end -> end.plus(holdDown.multipliedBy(1L << doublings)));
    }
}
