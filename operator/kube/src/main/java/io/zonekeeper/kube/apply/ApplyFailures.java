package io.zonekeeper.kube.apply;

import java.net.HttpURLConnection;
import java.util.List;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * What an apply that failed means for the child: every answer of the API server is reported in its own words.
 *
 * <ol>
 *   <li>The child itself is refused, and the same request will be refused again: {@code Rejected}, or {@code Forbidden}
 *       for a permission or a quota. Server-side apply answers a field of the wrong type, an unknown field and an entry
 *       that is there twice with an internal error; these are recognised by its words.
 *   <li>The request failed for a reason that says nothing of the child: it is sent again soon.
 *   <li>Any other answer, as of an admission webhook that cannot be reached: {@code ApplyFailed}, and it is sent again
 *       soon.
 * </ol>
 */
final class ApplyFailures {
    private static final int UNPROCESSABLE = 422;
    private static final int TOO_MANY_REQUESTS = 429;

    /** Characters of the longest answer that is repeated: some hold the whole refused value. */
    private static final int LONGEST_WORDS = 1_000;

    /**
     * How server-side apply begins, or describes, what it answers with an internal error although the child is at
     * fault.
     */
    private static final List<String> WRONG_CHILD = List.of(
            "failed to create typed",
            "failed to convert",
            "unable to convert unstructured object",
            "field not declared in schema",
            "duplicate entries for key",
            "request is too large",
            "message larger than max");

    private ApplyFailures() {}

    /** Returns what came of applying a child that the API server did not take. */
    static <T extends HasMetadata> ApplyResult<T> of(String kind, String name, KubernetesClientException failure) {
        String words = words(failure);
        String child = kind + " " + name;
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_BAD_REQUEST,
                    HttpURLConnection.HTTP_NOT_FOUND,
                    HttpURLConnection.HTTP_BAD_METHOD,
                    HttpURLConnection.HTTP_NOT_ACCEPTABLE,
                    HttpURLConnection.HTTP_ENTITY_TOO_LARGE,
                    HttpURLConnection.HTTP_UNSUPPORTED_TYPE,
                    UNPROCESSABLE ->
                new ApplyResult.Refused<>(
                        new Refusal(AnyReason.REJECTED, "the API server refuses %s: %s".formatted(child, words)));
            case HttpURLConnection.HTTP_FORBIDDEN ->
                new ApplyResult.Refused<>(
                        new Refusal(AnyReason.FORBIDDEN, "the API server forbids %s: %s".formatted(child, words)));
            case HttpURLConnection.HTTP_CLIENT_TIMEOUT,
                    HttpURLConnection.HTTP_CONFLICT,
                    TOO_MANY_REQUESTS,
                    HttpURLConnection.HTTP_BAD_GATEWAY,
                    HttpURLConnection.HTTP_UNAVAILABLE,
                    HttpURLConnection.HTTP_GATEWAY_TIMEOUT ->
                new ApplyResult.Failed<>(retrying(child, words), true, failure);
            default ->
                WRONG_CHILD.stream().anyMatch(words::contains)
                        ? new ApplyResult.Refused<>(new Refusal(
                                AnyReason.REJECTED, "the API server refuses %s: %s".formatted(child, words)))
                        : failure.getCode() <= 0
                                ? new ApplyResult.Failed<>(retrying(child, words), true, failure)
                                : new ApplyResult.Failed<>(
                                        new Refusal(
                                                AnyReason.APPLY_FAILED,
                                                "the API server failed to apply %s (%d): %s; retrying"
                                                        .formatted(child, failure.getCode(), words)),
                                        false,
                                        failure);
        };
    }

    /** Returns what came of a request that is not an apply. */
    static ApplyResult<?> of(KubernetesClientException failure) {
        return of("a", "request of the operator", failure);
    }

    private static Refusal retrying(String child, String words) {
        return new Refusal(AnyReason.RETRYING, "the API server did not apply %s: %s; retrying".formatted(child, words));
    }

    private static String words(KubernetesClientException failure) {
        String words = failure.getStatus() == null || failure.getStatus().getMessage() == null
                ? String.valueOf(failure.getMessage())
                : failure.getStatus().getMessage();
        return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS - 1) + "…" : words;
    }
}
