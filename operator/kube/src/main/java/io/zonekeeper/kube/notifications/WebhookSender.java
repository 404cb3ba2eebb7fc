package io.zonekeeper.kube.notifications;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.zonekeeper.kube.notifications.NotificationMetrics.Outcome;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notifications one after the other, in the order in which they were reported, on a thread of its own.
 *
 * <ol>
 *   <li>{@link #offer} adds to a queue and returns. It never waits for the network: if the queue is full, the oldest
 *       notification is dropped.
 *   <li>The thread sends the oldest one until it is delivered, refused for good, an hour old, or dropped; others wait
 *       meanwhile. The pause between attempts doubles from a second to a minute, with jitter, so that several clusters
 *       do not return to a webhook that recovers at the same moment.
 *   <li>{@link #close} lets it send for two more seconds what can be sent at the first attempt.
 * </ol>
 *
 * <p>What waits is in memory only: it is lost with the process. Alerts are for what must not be missed.
 */
public final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration LAST_CHANCE = Duration.ofSeconds(2);

    private final Webhook webhook;
    private final Limits limits;
    private final NotificationMetrics metrics;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Notification> waiting = new ArrayDeque<>();
    private final Thread thread;
    private boolean closing;

    /**
     * How patient a sender is.
     *
     * @param waiting how many notifications may wait
     * @param firstPause the pause after the first attempt that failed
     * @param longestPause the longest pause
     * @param age how old a notification may become
     */
    record Limits(int waiting, Duration firstPause, Duration longestPause, Duration age) {}

    /** Starts a sender. It closes the webhook when it ends. */
    public WebhookSender(Webhook webhook, NotificationMetrics metrics, Clock clock) {
        this(
                webhook,
                new Limits(1000, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofHours(1)),
                metrics,
                clock);
    }

    WebhookSender(Webhook webhook, Limits limits, NotificationMetrics metrics, Clock clock) {
        this.webhook = webhook;
        this.limits = limits;
        this.metrics = metrics;
        this.clock = clock;
        metrics.waiting(this::count);
        this.thread = Thread.ofVirtual().name("notifications").start(this::run);
    }

    /** Takes a notification, and returns at once. */
    void offer(Notification notification) {
        lock.lock();
        try {
            if (closing) {
                ended(notification, Outcome.DROPPED, "the operator ends");
                return;
            }
            if (waiting.size() >= limits.waiting()) {
                ended(waiting.removeFirst(), Outcome.DROPPED, "the queue is full");
            }
            waiting.addLast(notification);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (Optional<Notification> next = next(); next.isPresent(); next = next()) {
                deliver(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the oldest one, which stays in the queue; empty when there will be none. */
    private Optional<Notification> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.await();
            }
            return Optional.ofNullable(waiting.peekFirst());
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Notification notification) throws InterruptedException {
        Duration pause = limits.firstPause();
        while (isFirst(notification)) {
            Webhook.Attempt attempt = attempt(notification);
            switch (attempt.result()) {
                case DELIVERED -> remove(notification, Outcome.DELIVERED, "");
                case REFUSED -> remove(notification, Outcome.REFUSED, attempt.cause());
                case FAILED -> {
                    metrics.attemptFailed();
                    boolean old = notification.time().plus(limits.age()).isBefore(clock.instant());
                    if (old || isClosing()) {
                        remove(notification, old ? Outcome.EXPIRED : Outcome.DROPPED, attempt.cause());
                    } else {
                        LOG.atDebug()
                                .addKeyValue("type", notification.type().type())
                                .addKeyValue("cause", attempt.cause())
                                .log("notification not delivered; retrying");
                        rest(jittered(pause));
                        pause = shorter(pause.multipliedBy(2), limits.longestPause());
                    }
                }
            }
        }
    }

    /** What cannot even be tried must not end the thread, and with it all notifications. */
    private Webhook.Attempt attempt(Notification notification) throws InterruptedException {
        try {
            return webhook.post(notification);
        } catch (RuntimeException e) {
            return new Webhook.Attempt(Webhook.Result.REFUSED, e.toString());
        }
    }

    /** From a half of it to all of it. */
    private static Duration jittered(Duration pause) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos() + 1));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void rest(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long left = pause.toNanos();
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isFirst(Notification notification) {
        lock.lock();
        try {
            return notification.equals(waiting.peekFirst());
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    private int count() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Removes one unless it was dropped while it was being sent. */
    private void remove(Notification notification, Outcome outcome, String cause) {
        lock.lock();
        try {
            if (notification.equals(waiting.peekFirst())) {
                waiting.removeFirst();
                ended(notification, outcome, cause);
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(Notification notification, Outcome outcome, String cause) {
        metrics.ended(notification.type(), outcome);
        if (outcome != Outcome.DELIVERED) {
            LOG.atWarn()
                    .addKeyValue("type", notification.type().type())
                    .addKeyValue("object", notification.subject())
                    .addKeyValue("id", notification.id())
                    .addKeyValue("cause", cause)
                    .log("notification {}", outcome == Outcome.DROPPED ? "dropped" : "not delivered");
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(LAST_CHANCE)) {
                thread.interrupt();
                thread.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lock.lock();
        try {
            waiting.forEach(each -> ended(each, Outcome.DROPPED, "the operator ends"));
            waiting.clear();
        } finally {
            lock.unlock();
        }
        webhook.close();
    }
}
