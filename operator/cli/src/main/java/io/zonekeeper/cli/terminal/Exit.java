package io.zonekeeper.cli.terminal;

/** Exit codes, the same for every command. */
public enum Exit {
    /** Done, or the answer is yes. */
    OK(0),
    /** The answer is no: it does not fit, was refused, did not pass, or was not reached in time. */
    NO(1),
    /** Invalid usage or input: an unknown command, zone, service or field. */
    WRONG_INPUT(2),
    /** The cluster cannot be reached, or a permission is missing. */
    NO_CLUSTER(3);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
