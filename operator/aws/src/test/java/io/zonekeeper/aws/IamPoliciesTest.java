package io.zonekeeper.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zonekeeper.core.aws.AwsOperation;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** The policies of {@code helm/iam} allow what is called, and nothing else. */
class IamPoliciesTest {
    private static final Path POLICIES = Path.of("../../helm/iam");
    private static final Pattern OPERATION = Pattern.compile("AwsOperation\\.([A-Z_]+)");

    @Test
    void theyCoverExactlyTheCallsThatAreMade() throws IOException {
        Set<String> called = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                OPERATION
                        .matcher(Files.readString(source))
                        .results()
                        .map((MatchResult found) -> AwsOperation.valueOf(found.group(1)))
                        .map(AwsOperation::word)
                        .forEach(called::add);
            }
        }
        assertThat(called).hasSameSizeAs(AwsOperation.values());
        Set<String> allowed = new TreeSet<>();
        statements()
                .forEach(statement -> allowed.addAll(texts(statement.asObject().get("Action"))));
        assertThat(allowed).isEqualTo(called).hasSizeGreaterThan(15).noneMatch(action -> action.contains("*"));
    }

    /** An EKS cluster's ARN matches no Resource of ARC's actions: it goes into a condition, or nothing is allowed. */
    @Test
    void theClusterIsNamedByAConditionAndNotAsAResource() {
        assertThat(statements())
                .noneMatch(statement -> texts(statement.asObject().get("Resource")).stream()
                        .anyMatch(resource -> resource.contains(":eks:")));
        assertThat(statements())
                .filteredOn(statement -> statement.field("Condition").toString().contains(":eks:"))
                .singleElement()
                .satisfies(statement -> {
                    assertThat(texts(statement.asObject().get("Action")))
                            .containsExactly("arc-zonal-shift:GetManagedResource");
                    assertThat(texts(statement.asObject().get("Resource"))).containsExactly("*");
                    assertThat(statement.field("Condition").orElseThrow().toString())
                            .contains("arc-zonal-shift:ResourceIdentifier", ":eks:");
                });
    }

    /** China, GovCloud and the isolated partitions have ARNs of their own. */
    @Test
    void noPartitionIsTakenForGranted() throws IOException {
        try (Stream<Path> files = Files.list(POLICIES)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("arn:aws:");
            }
        }
        assertThat(statements())
                .anyMatch(statement ->
                        statement.toString().contains("arn:PARTITION:elasticloadbalancing:REGION:ACCOUNT"));
    }

    private static List<JsonNode> statements() {
        try (Stream<Path> files = Files.list(POLICIES)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(IamPoliciesTest::read)
                    .flatMap(policy -> policy.asObject().get("Statement").asArray().stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JsonNode.parser().parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode node) {
        return node.isArray() ? node.asArray().stream().map(JsonNode::asString).toList() : List.of(node.asString());
    }
}
