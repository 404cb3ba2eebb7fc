package io.zonekeeper.web.http;

import io.zonekeeper.web.http.Access.Decision;

/** Asks the cluster who a bearer token belongs to, and what that user may read. */
@FunctionalInterface
public interface TokenReviewer {
    /**
     * Decides about a token.
     *
     * @throws RuntimeException when the cluster cannot be asked
     */
    Decision review(String token);
}
