package io.zonekeeper.api.v1alpha1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.testing.CommandResult;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The manifests of {@code src/test/contract} against a real API server, through the real kubectl.
 *
 * <p>Those of kinds that have no CRD yet are left out; the kinds are those of the CRD files, so none stays left out.
 */
@ZonedCluster
class ContractIT {
    private static final Path CONTRACT = Path.of("src/test/contract");
    private static final Pattern KIND = Pattern.compile("(?m)^kind: *(\\w+)");
    private static final Pattern CRD_KIND = Pattern.compile("(?m)^    kind: *(\\w+)");
    private static final String MUST_SAY = "# must say: ";

    /** In one namespace for all: what is made in it is deleted again. */
    private static Kubectl kubectl;

    @BeforeAll
    static void installCrds(Kubectl connected) {
        kubectl = connected;
        kubectl.installCrds(Path.of("."));
    }

    @Test
    void everyKindThatIsServedIsInTheContract(KubernetesClient client) throws IOException {
        Set<String> served = client.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .filter(crd -> crd.getSpec().getGroup().equals("zonekeeper.io"))
                .map(crd -> crd.getSpec().getNames().getKind())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> accepted = new TreeSet<>();
        for (Path file : valid()) {
            accepted.addAll(kinds(KIND, file));
        }

        assertThat(servedKinds()).isEqualTo(served).isEqualTo(accepted);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void validIsUnchangedWhenAppliedAgain(Path file) {
        String[] apply = {"apply", "--server-side=false", "--validate=strict", "-f", file.toString()};
        try {
            assertThat(kubectl.run(apply).lines()).isNotEmpty().allMatch(line -> line.endsWith(" created"));
            assertThat(kubectl.run(apply).lines()).isNotEmpty().allMatch(line -> line.endsWith(" unchanged"));
        } finally {
            kubectl.run("delete", "--ignore-not-found", "-f", file.toString());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void validIsAppliedTwiceByTheServer(Path file) {
        String[] apply = {"apply", "--server-side", "--validate=strict", "-f", file.toString()};
        try {
            kubectl.run(apply);
            // Without an operator the status that a new object has by default is first stored with its next write.
            kubectl.run(apply);
            List<String> versions = versions(file);
            kubectl.run(apply);
            assertThat(versions(file)).isNotEmpty().isEqualTo(versions);
        } finally {
            kubectl.run("delete", "--ignore-not-found", "-f", file.toString());
        }
    }

    /** Of several objects kubectl makes a list, and tells its fields in any order. */
    private static List<String> versions(Path file) {
        String told = kubectl.run("get", "--output=jsonpath={..resourceVersion}", "-f", file.toString());
        return told.strip()
                .lines()
                .flatMap(line -> Stream.of(line.strip().split("\\s+", -1)))
                .sorted()
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void invalidIsRefusedWithTheWordsItNames(Path file) throws IOException {
        String firstLine = Files.readAllLines(file).getFirst();
        assertThat(firstLine).startsWith(MUST_SAY);

        for (String verb : List.of("create", "apply")) {
            CommandResult result = kubectl.attempt(verb, "-f", file.toString());
            assertThat(result.exit()).as("exit code of kubectl %s", verb).isNotZero();
            assertThat(result.err()).containsIgnoringCase(firstLine.substring(MUST_SAY.length()));
        }
    }

    /** What is shared is in it as it stands; a kind that is newer adds files of its own. */
    @Test
    void holdsTheSharedContract() throws IOException {
        Path shared = Path.of("../../shared/contract");
        assumeTrue(Files.isDirectory(shared), "no shared contract beside this checkout");

        assertThat(texts(CONTRACT)).containsAllEntriesOf(texts(shared));
    }

    static List<Path> valid() throws IOException {
        return ofServedKinds("valid");
    }

    static List<Path> invalid() throws IOException {
        return ofServedKinds("invalid");
    }

    private static List<Path> ofServedKinds(String folder) throws IOException {
        Set<String> served = servedKinds();
        List<Path> files = yamlFiles(CONTRACT.resolve(folder)).stream()
                .filter(file -> served.containsAll(kinds(KIND, file)))
                .toList();
        assertThat(files).isNotEmpty();
        return files;
    }

    private static Set<String> servedKinds() throws IOException {
        return yamlFiles(Path.of(".")).stream()
                .flatMap(file -> kinds(CRD_KIND, file).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> yamlFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> kinds(Pattern pattern, Path file) {
        return pattern.matcher(read(file))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Map<String, String> texts(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            file -> root.relativize(file).toString(), ContractIT::read, (a, b) -> a, TreeMap::new));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
