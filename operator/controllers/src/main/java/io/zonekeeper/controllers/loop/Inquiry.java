package io.zonekeeper.controllers.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question whose answer may take as long as the API server does: asked on a thread of its own, so that no decision
 * waits for it longer than it can afford.
 *
 * <p>Not for several threads at once.
 *
 * @param <T> the answer
 */
public final class Inquiry<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);

    private final String name;
    private final Supplier<T> question;
    private final Runnable late;
    private Optional<CompletableFuture<T>> asked = Optional.empty();

    /**
     * Creates an inquiry that nobody has made yet.
     *
     * @param name for its thread and the log
     * @param question asks, and returns the answer
     * @param late called when an answer is there that {@link #take} did not wait for
     */
    public Inquiry(String name, Supplier<T> question, Runnable late) {
        this.name = name;
        this.question = question;
        this.late = late;
    }

    /**
     * Returns an answer that was asked for since the last one was returned. Where nobody has asked, it asks.
     *
     * @param patience how long to wait for an answer that is asked for now; one that is late already is not waited for
     * @return empty while there is no answer, and when there will be none: the next call asks again
     */
    public Optional<T> take(Duration patience) {
        Duration wait = asked.isPresent() ? Duration.ZERO : patience;
        CompletableFuture<T> answer = asked.orElseGet(this::ask);
        try {
            T found = answer.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            asked = Optional.empty();
            return Optional.of(found);
        } catch (TimeoutException e) {
            if (asked.isEmpty()) {
                asked = Optional.of(answer);
                var unused = answer.whenComplete((found, failure) -> late.run());
            }
        } catch (ExecutionException e) {
            asked = Optional.empty();
            LOG.atWarn()
                    .addKeyValue("inquiry", name)
                    .addKeyValue("cause", e.getCause().getMessage())
                    .log("read failed; retrying");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private CompletableFuture<T> ask() {
        var answer = new CompletableFuture<T>();
        Thread.ofVirtual().name(name).start(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
