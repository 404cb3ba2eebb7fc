package io.zonekeeper.aws;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.AwsFailure.Kind;
import io.zonekeeper.core.aws.AwsOperation;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.arczonalshift.model.ConflictException;

/** Makes the calls: counts them, and reports about what goes wrong which kind of trouble it is. */
final class Calls {
    private static final Set<String> FORBIDDEN = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "UnauthorizedOperation",
            "UnauthorizedException",
            "SubscriptionRequiredException",
            "SubscriptionRequired",
            "OptInRequired");

    private static final Set<String> CREDENTIALS = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "AuthFailure",
            "InvalidIdentityToken",
            "SignatureDoesNotMatch",
            "MissingAuthenticationToken",
            "IncompleteSignature");

    private static final int UNAUTHORIZED = 401;
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;
    private static final int SERVER_ERROR = 500;

    private final CallListener listener;

    Calls(CallListener listener) {
        this.listener = listener;
    }

    /**
     * Returns what a call answers.
     *
     * @throws AwsFailure where it answers something else, or nothing
     */
    <T> T call(AwsOperation operation, Supplier<T> call) {
        try {
            if (operation.changes()) {
                listener.changing(operation);
            }
            T answer = call.get();
            listener.called(operation, AwsFailure.NONE);
            return answer;
        } catch (UncheckedIOException e) {
            throw told(operation, trouble(operation, SdkClientException.create(e.getMessage(), e)));
        } catch (SdkException e) {
            throw told(operation, trouble(operation, e));
        }
    }

    private AwsFailure told(AwsOperation operation, AwsFailure trouble) {
        listener.called(operation, trouble.kind().word());
        return trouble;
    }

    /** Returns what kind of trouble an exception of the SDK is. */
    static AwsFailure trouble(AwsOperation operation, SdkException e) {
        if (e instanceof AwsServiceException answered) {
            String code = answered.awsErrorDetails() == null
                    ? "HTTP" + answered.statusCode()
                    : Optional.ofNullable(answered.awsErrorDetails().errorCode())
                            .orElse("HTTP" + answered.statusCode());
            String words = answered.awsErrorDetails() == null
                    ? ""
                    : Optional.ofNullable(answered.awsErrorDetails().errorMessage())
                            .orElse("");
            Optional<String> shift = e instanceof ConflictException conflict
                    ? Optional.ofNullable(conflict.zonalShiftId())
                    : Optional.empty();
            String reason = e instanceof ConflictException conflict && conflict.reasonAsString() != null
                    ? code + " " + conflict.reasonAsString()
                    : code;
            return new AwsFailure(
                    kind(answered, code),
                    reason,
                    words.isEmpty()
                            ? "%s: %s".formatted(operation.word(), reason)
                            : "%s: %s (%s)".formatted(operation.word(), reason, words),
                    shift,
                    e);
        }
        return new AwsFailure(
                kind(e),
                e.getClass().getSimpleName(),
                "%s: %s".formatted(operation.word(), e.getMessage()),
                Optional.empty(),
                e);
    }

    private static Kind kind(AwsServiceException e, String code) {
        if (FORBIDDEN.contains(code)) {
            return Kind.FORBIDDEN;
        }
        // HttpURLConnection loses the body of a 401, and with it the code.
        if (CREDENTIALS.contains(code) || e.statusCode() == UNAUTHORIZED) {
            return Kind.CREDENTIALS;
        }
        if (e.isThrottlingException()) {
            return Kind.THROTTLED;
        }
        if (e.statusCode() == NOT_FOUND || code.endsWith("NotFound") || code.endsWith("NotFoundFault")) {
            return Kind.NOT_FOUND;
        }
        if (e.statusCode() == CONFLICT || e instanceof ConflictException) {
            return Kind.CONFLICT;
        }
        if (e.statusCode() == UNAVAILABLE) {
            return Kind.UNAVAILABLE;
        }
        return e.statusCode() >= SERVER_ERROR ? Kind.UNCERTAIN : Kind.REFUSED;
    }

    /** Without a connection nothing was asked; without credentials neither. */
    private static Kind kind(SdkException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof NoRouteToHostException) {
                return Kind.UNAVAILABLE;
            }
        }
        String words = String.valueOf(e.getMessage());
        return e instanceof SdkClientException && words.contains("Unable to load credentials")
                ? Kind.CREDENTIALS
                : Kind.UNCERTAIN;
    }
}
