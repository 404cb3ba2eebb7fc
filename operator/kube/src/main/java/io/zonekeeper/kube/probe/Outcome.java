package io.zonekeeper.kube.probe;

/**
 * What came of a check.
 *
 * @param kind what kind of end it had
 * @param reason the same for users, as in {@code status 503}
 */
public record Outcome(Kind kind, String reason) {
    /** The target did what it should. */
    public static final Outcome SUCCESS = new Outcome(Kind.SUCCESS, "ok");

    /** It took too long. */
    static final Outcome TIMED_OUT = new Outcome(Kind.TIMEOUT, "timed out");

    /** How a check ends. */
    public enum Kind {
        /** As it should. */
        SUCCESS("success"),
        /** With an answer of a status that tells of trouble. */
        STATUS("status"),
        /** Not in time. */
        TIMEOUT("timeout"),
        /** No one listens. */
        REFUSED("refused"),
        /** The network knows no way, or reports it. */
        UNREACHABLE("unreachable"),
        /** The connection was cut before there was an answer. */
        CUT("cut"),
        /** With something that is not what was asked for: no HTTP, no TLS. */
        GARBAGE("garbage"),
        /** The look itself failed, for a reason of this process: it says nothing of the target. */
        NO_LOOK("no_look");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns the word used in metrics. */
        public String word() {
            return word;
        }
    }

    /** Returns whether the target did what it should. */
    public boolean succeeded() {
        return kind == Kind.SUCCESS;
    }

    /** Returns whether this says something of the target. */
    public boolean counts() {
        return kind != Kind.NO_LOOK;
    }
}
