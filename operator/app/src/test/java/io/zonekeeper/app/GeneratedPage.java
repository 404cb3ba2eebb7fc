package io.zonekeeper.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** A page of the documentation that is generated from the code. To write it: {@code -Dgolden.update=true}. */
public final class GeneratedPage {
    private GeneratedPage() {}

    /** Asserts that a page is what the code says now. */
    public static void isCurrent(Path page, String expected) throws IOException {
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(page, expected);
        }
        assertThat(Files.readString(page)).isEqualTo(expected);
    }
}
