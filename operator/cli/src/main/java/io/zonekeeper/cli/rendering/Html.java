package io.zonekeeper.cli.rendering;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of HTML. Every text is escaped by {@link #text}; what is called {@code html} is markup already. */
public final class Html {
    private Html() {}

    /** Returns a page that loads nothing and runs nothing. */
    public static String page(String title, String bodyHtml) {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                """.formatted(text(title), style()) + bodyHtml + "</body>\n</html>\n";
    }

    private static String style() {
        try (InputStream css = Html.class.getResourceAsStream("audit.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns a text, escaped. */
    public static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Returns the markup of some items, one after the other. */
    public static <T> String each(Collection<T> items, Function<T, String> html) {
        return items.stream().map(html).collect(Collectors.joining());
    }

    /** Returns a table that scrolls on narrow screens. */
    public static String table(String caption, List<String> heads, String rowsHtml) {
        return """
                <div class="scroll"><table>
                <caption>%s</caption>
                <thead><tr>%s</tr></thead>
                <tbody>
                %s</tbody>
                </table></div>
                """.formatted(
                text(caption), each(heads, head -> "<th scope=\"col\">%s</th>".formatted(text(head))), rowsHtml);
    }

    /** Returns a cell of a table. */
    public static String cell(String text) {
        return "<td>%s</td>".formatted(text(text));
    }

    static String number(int number, String cssClass) {
        return "<td class=\"number%s\">%d</td>".formatted(cssClass.isEmpty() ? "" : " " + cssClass, number);
    }
}
