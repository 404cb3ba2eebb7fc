package io.zonekeeper.app.observe;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Looks at targets, each on a virtual thread of its own and by a schedule of its own; so a target is never looked at
 * twice at the same time, and one that hangs keeps no other waiting.
 */
final class Patrol {
    private final Function<Target, Outcome> look;

    /** Creates a patrol. */
    Patrol(Function<Target, Outcome> look) {
        this.look = look;
    }

    /**
     * Begins to look at a target.
     *
     * @param seen gets what came of each look, on the thread of the looks
     * @return ends it, at once; an outcome may still come
     */
    Runnable begin(Target target, Consumer<Outcome> seen) {
        Thread thread = Thread.ofVirtual().unstarted(() -> walk(target, seen));
        thread.start();
        return thread::interrupt;
    }

    private void walk(Target target, Consumer<Outcome> seen) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Schedule schedule = new Schedule(target.period(), random::nextDouble, System.nanoTime());
        try {
            while (true) {
                Thread.sleep(Duration.ofNanos(Math.max(0, schedule.due() - System.nanoTime())));
                Outcome outcome = look.apply(target);
                if (Thread.interrupted()) {
                    return;
                }
                seen.accept(outcome);
                schedule.ended(System.nanoTime());
            }
        } catch (InterruptedException e) {
            // the end that was asked for: this thread is nobody else's
        }
    }
}
