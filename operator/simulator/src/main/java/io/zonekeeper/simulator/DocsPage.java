package io.zonekeeper.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the documentation, parts of which are measured: what stands between two markers is written anew. */
final class DocsPage {
    private final Path file;
    private String text;

    DocsPage(Path file) throws IOException {
        this.file = file;
        text = Files.readString(file);
    }

    /**
     * Replaces what stands between {@code <!-- measured:NAME -->} and {@code <!-- end -->}.
     *
     * @throws IllegalArgumentException if the page has no such markers
     */
    DocsPage replace(String name, String part) {
        String marker = "<!-- measured:" + name + " -->";
        int begin = text.indexOf(marker);
        int end = text.indexOf("<!-- end -->", Math.max(begin, 0));
        if (begin < 0 || end < 0) {
            throw new IllegalArgumentException(
                    "%s has no part between \"%s\" and \"<!-- end -->\"".formatted(file, marker));
        }
        text = text.substring(0, begin + marker.length()) + "\n" + part.strip() + "\n" + text.substring(end);
        return this;
    }

    void write() throws IOException {
        Files.writeString(file, text);
    }
}
