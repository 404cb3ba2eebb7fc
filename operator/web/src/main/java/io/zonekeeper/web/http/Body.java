package io.zonekeeper.web.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/**
 * The content of a response, also compressed.
 *
 * @param plain as it is
 * @param zipped the same by gzip
 * @param tag identifies the content
 */
@SuppressWarnings("ArrayRecordComponent") // Shared by all requests, and never written.
record Body(byte[] plain, byte[] zipped, String tag) {
    static Body of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Body of(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CRC32C sum = new CRC32C();
        sum.update(plain);
        return new Body(plain, out.toByteArray(), "\"%x-%x\"".formatted(sum.getValue(), plain.length));
    }
}
