package io.zonekeeper.core.proxy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zonekeeper.core.DurationText;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Renders {@code src/test/golden/proxies/ENGINE/CASE/in} and compares with {@code out/}, file by file, and has the
 * engine's real binary take each of them. Run with {@code -Dgolden.update=true} to write what is rendered, and read the
 * difference.
 */
class ProxyGoldenTest {
    private static final Path CASES = Path.of("src/test/golden/proxies");
    private static final Path BINARIES = Path.of("../../hack/proxies-bin");

    @TestFactory
    Stream<DynamicTest> rendersAsWritten() throws IOException {
        return cases().map(folder -> DynamicTest.dynamicTest(name(folder), () -> {
            SortedMap<String, String> rendered = render(folder);
            Path out = folder.resolve("out");
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(out);
                for (var file : rendered.entrySet()) {
                    Files.writeString(out.resolve(file.getKey()), file.getValue());
                }
            }
            assertThat(read(out)).isEqualTo(rendered);
        }));
    }

    @TestFactory
    Stream<DynamicTest> theRealBinaryTakesEachFile() throws IOException, InterruptedException {
        Optional<Path> binaries = binaries();
        Path run = Files.createTempDirectory("zk");
        return cases().flatMap(ProxyGoldenTest::files)
                .map(file -> DynamicTest.dynamicTest(name(file), () -> {
                    assumeTrue(
                            binaries.isPresent(),
                            "haproxy, nginx and varnish cannot be had here: see hack/proxies-bin");
                    Path taken = run.resolve(file.getFileName().toString());
                    Files.writeString(taken, Files.readString(file).replace(ProxySettings.RUN_FOLDER, run.toString()));
                    assertThat(refusal(binaries.get(), engine(file), taken)).isEmpty();
                }));
    }

    /** About what a ConfigMap holds; fewer for Varnish, whose compiler of C takes minutes for as many. */
    @TestFactory
    Stream<DynamicTest> theRealBinaryTakesManyServers() throws IOException, InterruptedException {
        Optional<Path> binaries = binaries();
        Path run = Files.createTempDirectory("zk");
        List<ProxyServer> servers = IntStream.range(0, 1_000)
                .mapToObj(number ->
                        new ProxyServer("zone-" + number % 3, "10.1.%d.%d".formatted(number / 250, number % 250), 80))
                .toList();
        return Stream.of(Engine.values())
                .map(engine -> DynamicTest.dynamicTest(engine.word(), () -> {
                    assumeTrue(
                            binaries.isPresent(),
                            "haproxy, nginx and varnish cannot be had here: see hack/proxies-bin");
                    ProxyModel model = ProxyPlanner.plan(
                                    RunningProxy.settings(engine),
                                    engine == Engine.VARNISH ? servers.subList(0, 50) : servers,
                                    Set.of(),
                                    Set.of("zone-0", "zone-1"))
                            .models()
                            .get("zone-0");
                    Path file = Files.writeString(
                            run.resolve("many." + engine.extension()),
                            engine.render(model).replace(ProxySettings.RUN_FOLDER, run.toString()));
                    assertThat(refusal(binaries.get(), engine, file)).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> theRealBinaryRefusesAFileThatIsBroken() throws IOException, InterruptedException {
        Optional<Path> binaries = binaries();
        Path run = Files.createTempDirectory("zk");
        return Stream.of(Engine.values())
                .map(engine -> DynamicTest.dynamicTest(engine.word(), () -> {
                    assumeTrue(
                            binaries.isPresent(),
                            "haproxy, nginx and varnish cannot be had here: see hack/proxies-bin");
                    Path file = Files.writeString(run.resolve("broken." + engine.extension()), "nonsense nonsense;\n");
                    assertThat(refusal(binaries.get(), engine, file)).isNotEmpty();
                }));
    }

    private static String refusal(Path binaries, Engine engine, Path file) throws IOException, InterruptedException {
        // By way of env, which looks for it in the PATH that it is given.
        ProcessBuilder builder = new ProcessBuilder("env");
        builder.command().addAll(engine.check());
        builder.command().add(file.toString());
        builder.environment().merge("PATH", binaries.toString(), (path, ours) -> ours + ":" + path);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        boolean warned = said.contains("[WARNING]");
        return process.waitFor() == 0 && !warned ? "" : said;
    }

    private static Optional<Path> binaries() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(BINARIES.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String folder =
                new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? Optional.of(Path.of(folder)) : Optional.empty();
    }

    private static SortedMap<String, String> render(Path folder) throws IOException {
        Properties in = new Properties();
        in.load(new StringReader(Files.readString(folder.resolve("in/proxy.properties"))));
        Engine engine = engine(folder.resolve("x"));
        ProxySettings settings = new ProxySettings(
                engine,
                Integer.parseInt(in.getProperty("listen")),
                Optional.ofNullable(in.getProperty("healthPath")),
                !in.containsKey("allZones"),
                engine != Engine.VARNISH && !in.containsKey("roundRobin"),
                duration(in, "connect", "1s"),
                duration(in, "read", "5s"),
                duration(in, "check", "1s"),
                Integer.parseInt(in.getProperty("attempts", "3")),
                words(in.getProperty("replayed", "GET HEAD OPTIONS")));
        List<ProxyServer> servers = words(in.getProperty("servers")).stream()
                .map(text -> new ProxyServer(
                        text.substring(0, text.indexOf('=')),
                        text.substring(text.indexOf('=') + 1, text.lastIndexOf(':')),
                        Integer.parseInt(text.substring(text.lastIndexOf(':') + 1))))
                .toList();
        SortedMap<String, String> files = new TreeMap<>();
        ProxyPlanner.plan(
                        settings,
                        servers,
                        Set.copyOf(words(in.getProperty("evacuated", ""))),
                        words(in.getProperty("zones")))
                .models()
                .forEach((zone, model) -> files.put(zone + "." + engine.extension(), engine.render(model)));
        return files;
    }

    private static Duration duration(Properties in, String key, String otherwise) {
        return DurationText.parse(in.getProperty(key, otherwise));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Engine engine(Path inCase) {
        return Engine.valueOf(CASES.relativize(inCase).getName(0).toString().toUpperCase(Locale.ROOT));
    }

    private static String name(Path path) {
        return CASES.relativize(path).toString();
    }

    private static Stream<Path> cases() throws IOException {
        try (Stream<Path> found = Files.walk(CASES, 2)) {
            List<Path> cases = found.filter(path -> CASES.relativize(path).getNameCount() == 2)
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
            assertThat(cases).hasSizeGreaterThanOrEqualTo(12);
            return cases.stream();
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static SortedMap<String, String> read(Path out) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.collect(Collectors.toMap(
                    file -> file.getFileName().toString(), ProxyGoldenTest::text, (a, b) -> a, TreeMap::new));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
