package io.zonekeeper.core.aws;

import java.util.Locale;
import java.util.Optional;

/** A call of AWS that did not do what was asked. */
public final class AwsFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The outcome of a call that did what was asked, where {@link Kind} has the others. */
    public static final String NONE = "ok";

    private final Kind kind;
    private final String code;
    private final Optional<String> shiftId;

    /** What kind of trouble it is: what may be done about it depends on that. */
    public enum Kind {
        /** Not permitted, or not in this account's support plan: asking again soon is of no use. */
        FORBIDDEN,
        /** The credentials are expired or not known. */
        CREDENTIALS,
        /** Too many calls: ask less often. */
        THROTTLED,
        /** What was asked for is not there. */
        NOT_FOUND,
        /** What is there already stands in the way. */
        CONFLICT,
        /** AWS refused it, as it is: nothing happened. */
        REFUSED,
        /** No connection, or AWS reports that it cannot serve now: nothing happened. */
        UNAVAILABLE,
        /** No answer in time, or one of an inner failure: whether something happened is not known. */
        UNCERTAIN;

        /** Returns the word used in metrics. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns whether it is certain that the call had no effect. */
        public boolean withoutEffect() {
            return this != UNCERTAIN;
        }
    }

    /**
     * Creates the trouble.
     *
     * @param kind its kind
     * @param code AWS' code, as in {@code AccessDeniedException}
     * @param message a sentence with AWS' words
     * @param shiftId the shift that is in the way; empty for none
     * @param cause what happened
     */
    public AwsFailure(Kind kind, String code, String message, Optional<String> shiftId, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.code = code;
        this.shiftId = shiftId;
    }

    /** Returns its kind. */
    public Kind kind() {
        return kind;
    }

    /** Returns AWS' code. */
    public String code() {
        return code;
    }

    /** Returns the shift that is in the way. */
    public Optional<String> shiftId() {
        return shiftId;
    }
}
