package io.zonekeeper.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Words that users of Kubernetes, AWS and SRE tools would have to decode are not used; the glossary in
 * {@code words.csv} names each with its replacement and the places where it is refused.
 */
class WordsTest {
    private static final Path ROOT = Path.of("../..");
    private static final Pattern TOKEN =
            Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|\"(?:[^\"\\\\\\n]++|\\\\.)*+\"|/\\*[\\s\\S]*?\\*/|//[^\\n]*");
    private static final Pattern JAVA_NAME = Pattern.compile("(?<![a-z])(?=[A-Z])|_");

    /** Where text is read by somebody. */
    enum Place {
        /** Markdown, the chart's values and notes, and the examples. Code spans and blocks are left out. */
        DOCS,
        /** Descriptions and validation messages in the CRDs. */
        API,
        /** String literals of main code: conditions, Events, logs, metrics, command line. */
        STRINGS,
        /** Names of classes of main code, split into words. */
        CLASSES,
        /** Comments and Javadoc of main code. */
        COMMENTS
    }

    private record Rule(Pattern word, String instead, List<Place> places) {
        static Rule of(String line) {
            String[] parts = line.split(";", -1);
            return new Rule(
                    Pattern.compile("\\b(?:" + parts[0] + ")\\b", Pattern.CASE_INSENSITIVE),
                    parts[1],
                    Stream.of(parts[2].split(" ", -1)).map(Place::valueOf).toList());
        }
    }

    private record Text(Path file, String text) {}

    @ParameterizedTest
    @EnumSource
    void usesTheWordsOfTheField(Place place) throws IOException {
        List<Rule> rules =
                rules().stream().filter(rule -> rule.places().contains(place)).toList();
        List<Text> texts = texts(place);

        assertThat(rules).isNotEmpty();
        assertThat(texts).as("texts that were found").hasSizeGreaterThan(5);
        List<String> found = new ArrayList<>();
        for (Text text : texts) {
            for (Rule rule : rules) {
                Matcher matcher = rule.word().matcher(text.text());
                while (matcher.find()) {
                    found.add("%s: \"%s\" in \"%s\"; use: %s"
                            .formatted(
                                    ROOT.relativize(text.file()),
                                    matcher.group(),
                                    around(text.text(), matcher.start(), matcher.end()),
                                    rule.instead()));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void findsAWordInEachPlace() {
        assertThat(strings("log(\"it said \" + /* \"no\" */ \"so\");")).containsExactly("it said ", "so");
        assertThat(comments("int a; // told\n/* heard */ \"// no\"")).containsExactly("// told", "/* heard */");
        assertThat(prose("a `code` b\n```yaml\nc\n```\nd")).isEqualTo("a  b\n\nd");
    }

    private static List<Rule> rules() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/words.csv"))) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Rule::of)
                    .toList();
        }
    }

    private static List<Text> texts(Place place) throws IOException {
        return switch (place) {
            case DOCS ->
                Stream.concat(
                                Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md")
                                        .map(ROOT::resolve),
                                Stream.of("docs", "examples", "helm/zonekeeper")
                                        .flatMap(folder -> files(ROOT.resolve(folder), "\\.(md|yaml|txt)$")))
                        .filter(file -> !file.toString().contains("files/crds")
                                && !file.toString().contains("/tests/")
                                && !file.endsWith("docs/api.md"))
                        .map(file -> new Text(file, prose(read(file))))
                        .toList();
            case API ->
                files(ROOT.resolve("crds"), "zonekeeper\\.io_.*\\.yaml$")
                        .filter(file -> !file.toString().contains("target"))
                        // Former names stay in the schema.
                        .map(file -> new Text(
                                file, read(file).replaceAll("(?m)^ *\\w+:\n(?= *description: .Deprecated)", "")))
                        .toList();
            case STRINGS ->
                // What the renderers write is in other languages, with names of their own.
                sources()
                        .filter(file -> !file.getFileName().toString().endsWith("Renderer.java"))
                        .flatMap(file -> strings(read(file)).stream().map(text -> new Text(file, text)))
                        .toList();
            case CLASSES ->
                sources()
                        .map(file -> new Text(
                                file,
                                String.join(
                                        " ",
                                        JAVA_NAME.split(
                                                file.getFileName().toString().replace(".java", "")))))
                        .toList();
            case COMMENTS ->
                sources()
                        .flatMap(file -> comments(read(file)).stream().map(text -> new Text(file, text)))
                        .toList();
        };
    }

    private static Stream<Path> sources() {
        return Stream.of("crds", "operator")
                .flatMap(folder -> files(ROOT.resolve(folder), "/src/main/java/.*\\.java$"));
    }

    private static Stream<Path> files(Path folder, String suffix) {
        Pattern pattern = Pattern.compile(suffix);
        try (Stream<Path> found = Files.walk(folder)) {
            return found
                    .filter(file ->
                            pattern.matcher(file.toString().replace('\\', '/')).find())
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> strings(String java) {
        return tokens(java).stream()
                .filter(token -> token.startsWith("\""))
                .map(token -> token.replaceAll("^\"+|\"+$", ""))
                .toList();
    }

    private static List<String> comments(String java) {
        return tokens(java).stream().filter(token -> token.startsWith("/")).toList();
    }

    private static List<String> tokens(String java) {
        return TOKEN.matcher(java).results().map(result -> result.group()).toList();
    }

    /** Without code, which may quote other programs. */
    private static String prose(String markdown) {
        return markdown.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "");
    }

    private static String around(String text, int start, int end) {
        return text.substring(Math.max(0, start - 40), Math.min(text.length(), end + 40))
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
