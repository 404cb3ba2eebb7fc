package io.zonekeeper.cli.terminal;

/** Colours, on a terminal only, and not where NO_COLOR is set. */
public enum Colour {
    /** As it should be. */
    GREEN(32),
    /** Needs attention. */
    YELLOW(33),
    /** Not as it should be. */
    RED(31);

    /** Whether there are colours. */
    static final boolean ON = onTerminal() && System.getenv("NO_COLOR") == null;

    private final int code;

    Colour(int code) {
        this.code = code;
    }

    /** Returns a text in this colour, where the terminal shows one. */
    public String where(String text) {
        return ON ? of(text) : text;
    }

    private String of(String text) {
        return "\u001b[%dm%s\u001b[0m".formatted(code, text);
    }

    /** Whether output is a terminal: some JDKs return no console at all if output is redirected. */
    @SuppressWarnings("SystemConsoleNull")
    static boolean onTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
