package io.zonekeeper.testing;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What may go wrong between a client and the API server. */
public enum Fault {
    /** 409: somebody else wrote the object. */
    CONFLICT(ApiRequest::writes, true),
    /** 429 with {@code Retry-After}. */
    THROTTLED(request -> true, true),
    /** 500. */
    ERROR(request -> true, true),
    /** 503. */
    UNAVAILABLE(request -> true, true),
    /** 401, as for a token that has expired. */
    UNAUTHORIZED(request -> true, true),
    /** The connection ends before the API server has the request. */
    RESET_BEFORE(request -> true, false),
    /** The connection ends after the write took place, before its answer. */
    RESET_AFTER(ApiRequest::writes, false),
    /** The answer comes late. */
    SLOW(request -> !is(request, "watch"), false),
    /** A watch ends as soon as it has begun. */
    WATCH_CLOSED(request -> is(request, "watch"), false),
    /** A watch brings nothing any more and ends only later. */
    WATCH_SILENT(request -> is(request, "watch"), false),
    /** A watch is answered that its version is too old. */
    WATCH_GONE(request -> is(request, "watch"), false),
    /** A watch begins at an earlier version and brings again what was there before. */
    WATCH_REPLAYS(request -> is(request, "watch"), false);

    private final Predicate<ApiRequest> befalls;
    private final boolean answered;

    Fault(Predicate<ApiRequest> befalls, boolean answered) {
        this.befalls = befalls;
        this.answered = answered;
    }

    /** Returns those that may befall a request. */
    static List<Fault> of(ApiRequest request) {
        return Arrays.stream(values())
                .filter(fault -> fault.befalls.test(request))
                .toList();
    }

    /** Returns whether it is an answer that the API server did not give. */
    boolean answered() {
        return answered;
    }

    private static boolean is(ApiRequest request, String verb) {
        return request.verb().equals(verb);
    }
}
