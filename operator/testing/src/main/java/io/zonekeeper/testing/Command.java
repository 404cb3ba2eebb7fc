package io.zonekeeper.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A program to be run to its end.
 *
 * @param words the program and its arguments
 * @param environment added to this process's
 * @param input what it reads
 * @param limit how long it may take
 * @param errorsShown whether its error stream is this process's, instead of being collected
 */
record Command(List<String> words, Map<String, String> environment, String input, Duration limit, boolean errorsShown) {
    private static final Duration DEFAULT_LIMIT = Duration.ofMinutes(2);

    static Command of(Path program, String... arguments) {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(List.of(arguments));
        return new Command(words, Map.of(), "", DEFAULT_LIMIT, false);
    }

    Command with(Map<String, String> variables) {
        return new Command(words, variables, input, limit, errorsShown);
    }

    Command reading(String text) {
        return new Command(words, environment, text, limit, errorsShown);
    }

    Command within(Duration time) {
        return new Command(words, environment, input, time, errorsShown);
    }

    Command showingErrors() {
        return new Command(words, environment, input, limit, true);
    }

    /** Runs it and returns what it printed; fails unless it exits with 0. */
    String runOrFail() {
        CommandResult result = run();
        if (result.exit() != 0) {
            throw new IllegalStateException(
                    "%s: exit %d%n%s%s".formatted(String.join(" ", words), result.exit(), result.err(), result.out()));
        }
        return result.out();
    }

    /** Runs it. */
    CommandResult run() {
        var builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        if (errorsShown) {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        }
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            Process process = builder.start();
            try {
                var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), readers);
                var err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), readers);
                feed(process.getOutputStream());
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException(
                            String.join(" ", words) + ": not done after " + limit.toSeconds() + " s");
                }
                return new CommandResult(process.exitValue(), out.join(), err.join());
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", words), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in: " + String.join(" ", words), e);
        }
    }

    private void feed(OutputStream stdin) {
        try (stdin) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // a program need not read all of it; what it makes of that, its exit code says
        }
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
