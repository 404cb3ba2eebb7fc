package io.zonekeeper.cli.terminal;

/** Why a command cannot continue: a message for the user, and the exit code. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Exit exit;

    public Problem(Exit exit, String sentence) {
        super(sentence);
        this.exit = exit;
    }

    /** The input is wrong. */
    public static Problem input(String sentence) {
        return new Problem(Exit.WRONG_INPUT, sentence);
    }

    public Exit exit() {
        return exit;
    }
}
