package io.zonekeeper.testing;

import java.util.Arrays;
import java.util.List;

/** What may go wrong between a client and the API server. */
public enum Fault {
    /** 409: somebody else wrote the object. */
    CONFLICT(Requests.WRITES, true),
    /** 429 with {@code Retry-After}. */
    THROTTLED(Requests.ALL, true),
    /** 500. */
    ERROR(Requests.ALL, true),
    /** 503. */
    UNAVAILABLE(Requests.ALL, true),
    /** 401, as for a token that has expired. */
    UNAUTHORIZED(Requests.ALL, true),
    /** The connection ends before the API server has the request. */
    RESET_BEFORE(Requests.ALL, false),
    /** The connection ends after the write took place, before its answer. */
    RESET_AFTER(Requests.WRITES, false),
    /** The answer comes late. */
    SLOW(Requests.NO_WATCHES, false),
    /** A watch ends as soon as it has begun. */
    WATCH_CLOSED(Requests.WATCHES, false),
    /** A watch brings nothing any more and ends only later. */
    WATCH_SILENT(Requests.WATCHES, false),
    /** A watch is answered that its version is too old. */
    WATCH_GONE(Requests.WATCHES, false),
    /** A watch begins at an earlier version and brings again what was there before. */
    WATCH_REPLAYS(Requests.WATCHES, false);

    private final Requests befalls;
    private final boolean answered;

    Fault(Requests befalls, boolean answered) {
        this.befalls = befalls;
        this.answered = answered;
    }

    /** Returns those that may befall a request. */
    static List<Fault> of(ApiRequest request) {
        return Arrays.stream(values())
                .filter(fault -> fault.befalls.contain(request))
                .toList();
    }

    /** Returns whether it is an answer that the API server did not give. */
    boolean answered() {
        return answered;
    }

    /** Which requests it may befall. */
    private enum Requests {
        ALL,
        WRITES,
        WATCHES,
        NO_WATCHES;

        boolean contain(ApiRequest request) {
            boolean watch = request.verb().equals("watch");
            return switch (this) {
                case ALL -> true;
                case WRITES -> request.writes();
                case WATCHES -> watch;
                case NO_WATCHES -> !watch;
            };
        }
    }
}
