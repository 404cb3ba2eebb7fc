package io.zonekeeper.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.opentest4j.TestAbortedException;

/**
 * What one user asked the API server to change, read from its audit log.
 *
 * <p>A write is in the log before its answer is sent. Renewals of leases and dry runs do not count. Where the cluster
 * has no audit log, a test that counts is skipped.
 */
public final class WriteCounter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Optional<Path> log;
    private final String user;

    WriteCounter(Optional<Path> log, String user) {
        this.log = log;
        this.user = user;
    }

    /**
     * A moment in the log.
     *
     * @param offset how many bytes were written before it
     */
    public record Mark(long offset) {}

    /** Returns a counter of another user's writes. */
    public WriteCounter by(String other) {
        return new WriteCounter(log, other);
    }

    /** Returns the present moment. */
    public Mark mark() {
        return new Mark(log().toFile().length());
    }

    /** Returns the writes since then, refused ones too, in the order of their answers. */
    public List<Write> since(Mark mark) {
        return textSince(mark)
                .lines()
                .map(WriteCounter::parse)
                .filter(event -> event.at("/stage").asText().equals("ResponseComplete"))
                .filter(event -> event.at("/user/username").asText().equals(user))
                .filter(event -> !ApiRequest.reads(event.at("/verb").asText()))
                .filter(event -> !event.at("/objectRef/resource").asText().equals("leases"))
                .filter(event -> !event.at("/requestURI").asText().contains("dryRun="))
                .map(WriteCounter::write)
                .toList();
    }

    private String textSince(Mark mark) {
        try (var file = new RandomAccessFile(log().toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(file.length() - mark.offset())];
            file.seek(mark.offset());
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            // A line that is just being written has not been answered yet.
            return text.substring(0, text.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return log.orElseThrow(() -> new TestAbortedException(
                "needs the API server's audit log: run with %s=local".formatted(ClusterChoice.CLUSTER)));
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Write write(JsonNode event) {
        JsonNode object = event.path("objectRef");
        String subresource = object.path("subresource").asText();
        return new Write(
                event.path("verb").asText(),
                object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                object.path("namespace").asText(),
                object.path("name").asText(),
                event.at("/responseStatus/code").asInt());
    }
}
