package io.zonekeeper.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what happens in its own time; says what it waited for when that does not come. */
public final class Waiting {
    /** The default time to wait. */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

    private static final Duration INTERVAL = Duration.ofMillis(100);

    private Waiting() {}

    /**
     * Waits until a condition holds.
     *
     * @param what it waits for, as in "three zones are Ready"
     * @param condition the condition
     */
    public static void until(String what, BooleanSupplier condition) {
        until(what, DEFAULT_LIMIT, condition);
    }

    /** Waits so long at most until a condition holds. */
    public static void until(String what, Duration limit, BooleanSupplier condition) {
        await(what, limit).until(condition::getAsBoolean);
    }

    /**
     * Waits until assertions pass; when they do not, the last failure is the message's end.
     *
     * @param what it waits for
     * @param assertions the assertions
     */
    public static void untilAsserted(String what, ThrowingRunnable assertions) {
        untilAsserted(what, DEFAULT_LIMIT, assertions);
    }

    /** Waits so long at most until assertions pass. */
    public static void untilAsserted(String what, Duration limit, ThrowingRunnable assertions) {
        await(what, limit).untilAsserted(assertions);
    }

    /**
     * Watches that assertions pass all the time, from now on.
     *
     * @param what it watches
     * @param time how long it watches
     * @param assertions the assertions
     */
    public static void throughout(String what, Duration time, ThrowingRunnable assertions) {
        // Fails at the first failure: the limit leaves no second chance.
        await(what, time.plus(DEFAULT_LIMIT))
                .during(time)
                .failFast(what, assertions)
                .until(() -> true);
    }

    private static ConditionFactory await(String what, Duration limit) {
        return Awaitility.await(what)
                .atMost(limit)
                .pollDelay(Duration.ZERO)
                .pollInterval(INTERVAL)
                .pollInSameThread();
    }
}
