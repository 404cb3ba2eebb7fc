package io.zonekeeper.app;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

import io.zonekeeper.kube.config.ConfigException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the process until it is told to stop. */
final class Foreground {
    /** Exit code of a process that could not start, or may not continue. */
    static final int EXIT_FAILURE = 1;

    private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

    /** Starts something. */
    @FunctionalInterface
    interface Start {
        /** Starts it and returns what stops it. */
        Runnable start() throws IOException;
    }

    private Foreground() {}

    /**
     * Starts something, returns when the process is told to stop and that was done; ends the process with
     * {@link #EXIT_FAILURE} when it does not start.
     *
     * @param what it is, as in "operator"
     * @param start starts it
     * @throws ConfigException when its configuration cannot be used
     */
    static void run(String what, Start start) {
        CountDownLatch stopped = new CountDownLatch(1);
        try {
            Runnable stop = start.start();
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                stop.run();
                                stopped.countDown();
                            },
                            "shutdown"));
            stopped.await();
        } catch (ConfigException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("the {} did not start", what);
            System.exit(EXIT_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
