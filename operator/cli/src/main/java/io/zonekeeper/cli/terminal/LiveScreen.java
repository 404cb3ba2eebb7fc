package io.zonekeeper.cli.terminal;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Shows something again and again until the process is interrupted. What fails after it was shown once, as when the
 * connection is lost, is reported in one line and tried again.
 */
public final class LiveScreen {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    private final PrintWriter out;
    private final Clock clock;

    public LiveScreen(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Shows it until the thread is interrupted; throws what the first time throws. */
    public void run(Runnable show) {
        boolean shown = false;
        do {
            out.print(Colour.onTerminal() ? CLEAR : "");
            out.printf(
                    "%s, every %d s; Ctrl-C ends%n%n",
                    clock.instant().truncatedTo(ChronoUnit.SECONDS), INTERVAL.toSeconds());
            try {
                show.run();
                shown = true;
            } catch (Problem problem) {
                if (!shown) {
                    throw problem;
                }
                out.printf("%s; retrying%n", problem.getMessage());
            }
            out.flush();
        } while (pause());
    }

    private static boolean pause() {
        try {
            Thread.sleep(INTERVAL);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
