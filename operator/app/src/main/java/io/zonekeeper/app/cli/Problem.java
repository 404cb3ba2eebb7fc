package io.zonekeeper.app.cli;

/** Why a command cannot go on: a sentence for the person, and the exit code. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Exit exit;

    Problem(Exit exit, String sentence) {
        super(sentence);
        this.exit = exit;
    }

    /** The input is wrong. */
    static Problem input(String sentence) {
        return new Problem(Exit.WRONG_INPUT, sentence);
    }

    Exit exit() {
        return exit;
    }
}
