package io.zonekeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/** A part of a page of the documentation, between {@code <!-- NAME -->} and {@code <!-- end -->}. */
final class PagePart {
    private PagePart() {}

    /** Asserts that a part is as the code has it now; with {@code -Dgolden.update=true} it is written again. */
    static void isCurrent(Path file, String name, String expected) throws IOException {
        String page = Files.readString(file);
        String marker = "<!-- " + name + " -->\n";
        int begin = page.indexOf(marker) + marker.length();
        int end = page.indexOf("<!-- end -->", begin);
        assertThat(page).as("%s has a part for it", file).contains(marker);
        assertThat(end).as("its end").isPositive();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, page.substring(0, begin) + expected + page.substring(end));
        } else {
            assertThat(page.substring(begin, end))
                    .as("%s: run this test with -Dgolden.update=true and read the difference", file)
                    .isEqualTo(expected);
        }
    }
}
