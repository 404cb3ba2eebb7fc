package io.zonekeeper.controllers.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SingletonTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger looks = new AtomicInteger();

    private static Singleton loop(Supplier<Duration> look) {
        return new Singleton(Thread.ofVirtual(), "test", Duration.ofMillis(1), look).start();
    }

    @Test
    void looksAtOnceAndThenWhenTriggered() {
        try (Singleton loop = loop(() -> {
            looks.incrementAndGet();
            return LONG;
        })) {
            await().until(() -> looks.get() == 1);
            loop.trigger();
            await().until(() -> looks.get() == 2);
        }
    }

    @Test
    void whatIsTriggeredDuringALookIsAnsweredByOneMore() throws InterruptedException {
        var inside = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (Singleton loop = loop(() -> {
            if (looks.incrementAndGet() == 1) {
                inside.countDown();
                waitFor(goOn);
            }
            return LONG;
        })) {
            inside.await();
            loop.trigger();
            loop.trigger(Duration.ofMillis(1));
            goOn.countDown();
            await().until(() -> looks.get() == 2);
        }
        assertThat(looks).hasValue(2);
    }

    @Test
    void aLaterTriggerDoesNotPutOffALookThatIsDue() {
        try (Singleton loop = loop(() -> {
            looks.incrementAndGet();
            return Duration.ofMillis(20);
        })) {
            loop.trigger(LONG);
            await().until(() -> looks.get() > 3);
        }
    }

    @Test
    void afterAFailureItLooksAgain() {
        try (Singleton loop = loop(() -> {
            if (looks.incrementAndGet() < 3) {
                throw new IllegalStateException("not now");
            }
            return LONG;
        })) {
            await().until(() -> looks.get() == 3);
            assertThat(loop.sinceLastLook()).isLessThan(LONG);
        }
    }

    @Test
    void closingEndsALookThatHangs() throws InterruptedException {
        var inside = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        Singleton loop = loop(() -> {
            inside.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.countDown();
            }
            return LONG;
        });
        inside.await();
        loop.close();
        ended.await();
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
