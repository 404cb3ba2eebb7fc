package io.zonekeeper.observer;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.zonekeeper.kube.probe.Outcome;
import io.zonekeeper.kube.probe.Target;

/**
 * Checks targets, each by a schedule of its own.
 *
 * <p>One thread only waits for what is due; every check is on a virtual thread of its own, so one that hangs keeps no
 * other waiting. The next check of a target is scheduled when the last one has ended: it is never checked twice at the
 * same time. (A virtual thread for each target would be simpler, but a thread that sleeps keeps its stack, which for
 * 1,000 targets was 5 MB.)
 */
final class CheckScheduler implements AutoCloseable {
    private final Function<Target, Outcome> look;
    private final ScheduledThreadPoolExecutor timer;

    /** Creates a patrol. */
    CheckScheduler(Function<Target, Outcome> look) {
        this.look = look;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("patrol").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Begins to check a target.
     *
     * @param seen gets what came of each check, on the thread of the look
     * @return ends it, at once; an outcome may still come
     */
    Runnable begin(Target target, Consumer<Outcome> seen) {
        Round round = new Round(target, seen);
        round.await();
        return round::end;
    }

    /** Ends all rounds. */
    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** The checks one target. */
    private final class Round {
        private final Target target;
        private final Consumer<Outcome> seen;
        private final Schedule schedule;
        private boolean ended;
        private Future<?> next;
        private Thread looking;

        private Round(Target target, Consumer<Outcome> seen) {
            this.target = target;
            this.seen = seen;
            this.schedule = new Schedule(
                    target.period(), () -> ThreadLocalRandom.current().nextDouble(), System.nanoTime());
        }

        private synchronized void await() {
            if (!ended && !timer.isShutdown()) {
                long wait = Math.max(0, schedule.due() - System.nanoTime());
                next = timer.schedule(this::start, wait, TimeUnit.NANOSECONDS);
            }
        }

        private synchronized void start() {
            if (!ended) {
                looking = Thread.ofVirtual().start(this::lookOnce);
            }
        }

        private void lookOnce() {
            Outcome outcome = look.apply(target);
            if (!Thread.currentThread().isInterrupted()) {
                seen.accept(outcome);
            }
            schedule.ended(System.nanoTime());
            await();
        }

        private synchronized void end() {
            ended = true;
            next.cancel(false);
            if (looking != null) {
                looking.interrupt();
            }
        }
    }
}
