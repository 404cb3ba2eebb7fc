package io.zonekeeper.web.http;

import com.sun.net.httpserver.Headers;

/** Who may see the data. */
public interface Access {
    /** What a request may do. */
    sealed interface Decision {
        /** It may read. */
        record Granted() implements Decision {}

        /**
         * It has to be repeated with a token.
         *
         * @param message why
         */
        record Unauthenticated(String message) implements Decision {}

        /**
         * It may not read.
         *
         * @param message what is missing
         */
        record Forbidden(String message) implements Decision {}
    }

    /** Decides about a request. */
    Decision decide(Headers request);
}
