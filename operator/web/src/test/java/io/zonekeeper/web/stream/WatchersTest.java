package io.zonekeeper.web.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.web.stream.Update.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(20)
class WatchersTest {
    private final ChangeLog log = new ChangeLog(Instant.EPOCH, 100_000, 10);
    private final AtomicLong time = new AtomicLong();
    private final Watchers watchers = new Watchers(log, 2, time::get);

    private void change(String json) {
        log.append(Instant.EPOCH, Map.of("row", Optional.of(Json.of(json))), List.of());
    }

    private CompletableFuture<Void> serve(OutputStream out, long seen, AtomicBoolean permitted) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        watchers.serve(out, seen, permitted::get);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                Executors.newVirtualThreadPerTaskExecutor());
    }

    @Test
    void sendsEachChangeWithItsNumber() {
        change("1");
        var out = new ByteArrayOutputStream();
        var permitted = new AtomicBoolean(true);
        CompletableFuture<Void> unused = serve(out, 0, permitted);
        await().until(() -> text(out).contains("\"row\":1"));
        change("2");
        await().until(() -> text(out).contains("\"row\":2"));

        assertThat(text(out))
                .matches("(?s)retry: 1000\n\nid: [0-9]+\ndata: \\{.*?\\}\n\nid: [0-9]+\ndata: \\{.*?\\}\n\n");
        assertThat(text(out)).contains("\"whole\":true", "\"whole\":false");
        permitted.set(false);
        change("3");
    }

    @Test
    void whoReconnectsGetsWhatItMissed() {
        change("1");
        long seen = log.since(0).orElseThrow().to();
        change("2");
        change("3");
        var out = new ByteArrayOutputStream();
        CompletableFuture<Void> unused = serve(out, seen, new AtomicBoolean(true));
        await().until(() -> text(out).contains("\"row\":3"));

        assertThat(text(out)).contains("\"whole\":false").doesNotContain("\"row\":2");
        assertThat(text(out).lines().filter(line -> line.startsWith("data:"))).hasSize(1);
    }

    @Test
    void aSlowWatcherGetsTheNewestStateAndHoldsUpNobody() throws IOException {
        change("0");
        var slow = new PipedInputStream(64);
        var pipe = new PipedOutputStream(slow);
        CompletableFuture<Void> unused = serve(pipe, 0, new AtomicBoolean(true));
        await().until(() -> slow.available() == 64);
        for (int i = 1; i <= 1_000; i++) {
            change(Integer.toString(i));
        }
        var quick = new ByteArrayOutputStream();
        CompletableFuture<Void> unused2 = serve(quick, 0, new AtomicBoolean(true));
        await().until(() -> text(quick).contains("\"row\":1000"));

        StringBuilder read = new StringBuilder();
        byte[] some = new byte[64];
        while (!read.toString().contains("\"row\":1000")) {
            read.append(new String(some, 0, slow.read(some), StandardCharsets.UTF_8));
        }
        assertThat(read.toString().lines().filter(line -> line.startsWith("data:")))
                .as("one message for 1,000 changes")
                .hasSize(2);
    }

    @Test
    void disconnectsWhoeverTakesNothing() {
        change("1");
        CountDownLatch writing = new CountDownLatch(1);
        OutputStream stuck = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                writing.countDown();
                try {
                    TimeUnit.HOURS.sleep(1);
                } catch (InterruptedException e) {
                    throw new IOException("closed", e);
                }
            }
        };
        CompletableFuture<Void> served = serve(stuck, 0, new AtomicBoolean(true));
        await().until(() -> writing.getCount() == 0);

        watchers.disconnectStuck();
        assertThat(watchers.count()).isEqualTo(1);
        time.set(Watchers.STUCK_AFTER.plusSeconds(1).toNanos());
        watchers.disconnectStuck();

        assertThatThrownBy(served::join).hasRootCauseInstanceOf(InterruptedException.class);
        assertThat(watchers.count()).isZero();
    }

    @Test
    void endsForWhoeverMayNotWatchAnyMore() {
        change("1");
        var permitted = new AtomicBoolean(true);
        var out = new ByteArrayOutputStream();
        CompletableFuture<Void> served = serve(out, 0, permitted);
        await().until(() -> text(out).contains("\"row\":1"));
        permitted.set(false);
        change("2");

        assertThat(served).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void knowsWhenItIsFull() {
        change("1");
        CompletableFuture<Void> unused = serve(new ByteArrayOutputStream(), 0, new AtomicBoolean(true));
        assertThat(watchers.full()).isFalse();
        CompletableFuture<Void> unused2 = serve(new ByteArrayOutputStream(), 0, new AtomicBoolean(true));
        await().until(watchers::full);
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }
}
