package io.zonekeeper.cli.rendering;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pieces of HTML. Every text is escaped by {@link #text}; what is called {@code html} is markup already. */
final class Html {
    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** Returns the markup of some items, one after the other. */
    static <T> String each(Collection<T> items, Function<T, String> html) {
        return items.stream().map(html).collect(Collectors.joining());
    }

    /** Returns a table that scrolls on narrow screens. */
    static String table(String caption, List<String> heads, String rowsHtml) {
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

    static String cell(String text) {
        return "<td>%s</td>".formatted(text(text));
    }

    static String number(int number, String cssClass) {
        return "<td class=\"number%s\">%d</td>".formatted(cssClass.isEmpty() ? "" : " " + cssClass, number);
    }
}
