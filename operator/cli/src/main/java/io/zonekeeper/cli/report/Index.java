package io.zonekeeper.cli.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** README.md of a report: what is in it, what is missing and why, and what was left out. */
final class Index {
    private Index() {}

    /**
     * Returns the page.
     *
     * @param at when the report was made
     * @param command how it was asked for
     * @param parts all parts
     * @param leftOut what was left out, and how often
     */
    static String of(Instant at, String command, List<Bundle.Part> parts, Map<String, Integer> leftOut) {
        StringBuilder page = new StringBuilder("""
                # Zonekeeper report

                Made at %s by `%s`. Names of namespaces, services, nodes and images are in it: read it before you attach it
                to a public issue.

                | file | contents |
                |---|---|
                """.formatted(at, command));
        parts.stream()
                .filter(Bundle.Part::written)
                .forEach(part -> page.append("| %s | %s%s |%n"
                        .formatted(part.file(), part.contents(), part.missing().isEmpty() ? "" : "; incomplete")));
        page.append("\n## Missing\n\n");
        if (parts.stream().allMatch(part -> part.missing().isEmpty())) {
            page.append("Nothing: every part could be read.\n");
        }
        parts.stream()
                .filter(part -> !part.missing().isEmpty())
                .forEach(part -> page.append("- %s (%s): %s%n"
                        .formatted(
                                part.file(),
                                part.contents(),
                                part.missing().replaceAll("\\s+", " ").strip())));
        page.append("""

                ## Left out

                Secrets and ConfigMaps are never read. Of pods and their templates only the fields that decide about zones are kept.
                `(left out)` takes the place of values that can hold a Secret, whoever wrote them there:

                """);
        leftOut.forEach((what, times) -> page.append("- %s: %d%n".formatted(what, times)));
        if (leftOut.isEmpty()) {
            page.append("- none were found\n");
        }
        page.append("""

                Events of kubelets are without their messages, which quote the output of containers. Logs are those of Zonekeeper only.
                """);
        return page.toString();
    }
}
