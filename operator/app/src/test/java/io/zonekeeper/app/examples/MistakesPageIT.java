package io.zonekeeper.app.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.app.GeneratedPage;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.kube.config.ConfigException;
import io.zonekeeper.kube.config.ConfigLoader;
import io.zonekeeper.testing.CommandResult;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * docs/mistakes.md: the first mistakes that a new user is likely to make, each with the message that it gets. They are
 * made here, and the messages are what the API server, the operator and its configuration answer. To write the page:
 * {@code -Dgolden.update=true}.
 */
@ZonedCluster
@DisabledIfEnvironmentVariable(
        named = "ZONEKEEPER_KUBERNETES",
        matches = ".+",
        disabledReason = "API servers word their messages differently: the page has those of the pinned version")
class MistakesPageIT {
    private static final Path PAGE = Path.of("../../docs/mistakes.md");
    private static final String TEMPLATE =
            "  template: {spec: {containers: [{name: web, image: \"ghcr.io/stefanprodan/podinfo:6.9.0\"}]}}\n";

    private static final Set<String> IN_PROGRESS = Set.of("Progressing", "Spreading", "Starting", "NotRequested");

    private final List<String> sections = new ArrayList<>();

    @TempDir
    private Path folder;

    private KubernetesClient client;
    private Kubectl kubectl;
    private UserOfServices user;
    private UserOfZones zones;
    private String namespace;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
    }

    @Test
    void thePageHasTheMessages(KubernetesClient connected, Kubectl tool, TestNamespace test) throws IOException {
        client = connected;
        kubectl = tool;
        namespace = test.name();
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        zones.untilHealthy();

        refused(
                "A field that does not exist",
                service("web", "  replica: 9\n"),
                "Correct the name: `kubectl explain zsvc.spec` lists all fields.");
        refused(
                "A name that is too long for what is made of it",
                service("the-storefront-of-our-second-largest-customer-in-europe-and-asia", "  replicas: 3\n"),
                "The name of the zone is added to it.");
        refused(
                "A setting of a load balancer without a load balancer",
                service("web", "  service: {externalTrafficPolicy: Local, ports: [{port: 80}]}\n"),
                "Add `type: LoadBalancer`, or leave the setting out.");
        reported(
                "A zone that does not exist",
                service("misspelt", "  replicas: 4\n  zones: [{zone: us-east-1b}, {zone: us-est-1c}]\n"),
                "misspelt",
                "Ready",
                "Names and IDs of zones are in `kubectl get zones`.");
        reported(
                "More lost zones tolerated than there are",
                service("brave", "  replicas: 3\n  spread: {toleratedZoneFailures: 3}\n"),
                "brave",
                "ZoneRedundant",
                "With three zones two can be lost at most; then each zone runs all replicas.");
        reported(
                "Limits that leave no room",
                service(
                        "narrow",
                        "  replicas: 9\n  zones: [{zone: us-east-1b, maxReplicas: 2}, {zone: us-east-1c, maxReplicas: 2}]\n"),
                "narrow",
                "Balanced",
                "Raise a limit, add a zone, or lower `replicas`.");
        user.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: mine-us-east-1b}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: mine}}
                  template:
                    metadata: {labels: {app: mine}}
                    spec: {containers: [{name: web, image: "ghcr.io/stefanprodan/podinfo:6.9.0"}]}
                """);
        reported(
                "A Deployment of that name exists already",
                service("mine", "  replicas: 3\n"),
                "mine",
                "Stalled",
                "Nothing of it was changed. `kubectl zonekeeper migrate` leads a Deployment over without losing traffic.");
        reported(
                "A node selector that no node has",
                """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: picky}
                spec:
                  replicas: 3
                  template:
                    spec:
                      nodeSelector: {disk: ssd}
                      containers: [{name: web, image: "ghcr.io/stefanprodan/podinfo:6.9.0"}]
                """,
                "picky",
                "Stalled",
                "Label nodes of each zone, or remove the selector.");
        secondCordon();
        configuration();

        GeneratedPage.isCurrent(PAGE, page());
    }

    /** One zone is cordoned, and a second one would leave too few. */
    private void secondCordon() {
        zones.spec(B, "{\"cordon\":{\"reason\":\"power works\"}}");
        zones.untilCordoned(B, "Manual");
        zones.spec(C, "{\"cordon\":{\"reason\":\"while we are at it\"}}");
        Condition refused = value(() -> zones.status(C)
                .map(ZoneStatus::conditions)
                .flatMap(conditions -> conditions.stream()
                        .filter(condition -> condition.type().equals("Cordoned")
                                && condition.status().equals("False")
                                && !condition.reason().equals("Open"))
                        .findFirst()));
        section(
                "Two zones cordoned at once",
                "$ kubectl zonekeeper cordon us-east-1b --reason 'power works'\n$ kubectl zonekeeper cordon us-east-1c --reason 'while we are at it'",
                "console",
                "condition `Cordoned` of the Zone, reason `%s`".formatted(refused.reason()),
                refused.message(),
                "End the first cordon, or raise the limit in the policy.");
        zones.spec(C, "{\"cordon\":null}");
        zones.spec(B, "{\"cordon\":null}");
    }

    private void configuration() throws IOException {
        String yaml = "leaderElecton: {leaseDuration: 15s}\n";
        Path file = Files.writeString(folder.resolve("config.yaml"), yaml);
        ConfigException refused =
                catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(Optional.of(file), Map.of()));
        section(
                "A key of the configuration that is misspelt",
                yaml.strip(),
                "yaml",
                "the operator's only line; the process ends",
                refused.getMessage(),
                "The chart refuses unknown values in the same way, before anything is installed.");
    }

    private void refused(String title, String yaml, String remedy) {
        Path file = folder.resolve("service.yaml");
        write(file, yaml);
        CommandResult result = kubectl.attempt("apply", "--validate=strict", "-f", file.toString());
        assertThat(result.exit()).as("%s: %s", title, result.out()).isNotZero();
        section(title, yaml.strip(), "yaml", "`kubectl apply`", result.err(), remedy);
    }

    private void reported(String title, String yaml, String name, String type, String remedy) {
        user.apply(yaml);
        Condition condition = value(() -> user.condition(name, type).filter(MistakesPageIT::complains));
        section(
                title,
                yaml.strip(),
                "yaml",
                "condition `%s`, reason `%s`, and `kubectl zonekeeper status %s`"
                        .formatted(condition.type(), condition.reason(), name),
                condition.message(),
                remedy);
        kubectl.run("delete", "zsvc", name, "--wait=false");
    }

    private static void write(Path file, String yaml) {
        try {
            Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T value(Supplier<Optional<T>> source) {
        AtomicReference<T> found = new AtomicReference<>();
        Waiting.until("it is reported", PATIENCE.multipliedBy(2), () -> {
            source.get().ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    /** A condition that is as it should not be, and not because something is in progress. */
    private static boolean complains(Condition condition) {
        boolean bad = "Stalled".equals(condition.type())
                ? "True".equals(condition.status())
                : "False".equals(condition.status());
        return bad && !IN_PROGRESS.contains(condition.reason());
    }

    private void section(String title, String written, String language, String where, String message, String remedy) {
        String shown =
                message.replace(namespace, "shop").replace(folder + "/", "").strip();
        sections.add("""
                ## %d. %s

                ```%s
                %s
                ```

                Where it is reported: %s.

                ```text
                %s
                ```

                %s
                """.formatted(sections.size() + 1, title, language, written, where, shown, remedy));
    }

    private String page() {
        assertThat(sections).hasSize(10);
        return """
                # The first ten mistakes

                <!-- Generated by MistakesPageIT, which makes these mistakes; do not edit. -->

                What a new user is likely to write, and the message that answers it. If a message does not name what to do, please report that.

                %s""".formatted(String.join("\n", sections));
    }

    private static String service(String name, String fields) {
        return """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: %s}
                spec:
                """.formatted(name) + fields + TEMPLATE;
    }
}
