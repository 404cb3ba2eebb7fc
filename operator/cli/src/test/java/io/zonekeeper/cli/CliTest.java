package io.zonekeeper.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The command line as far as it needs no cluster. */
class CliTest {
    private static final String SERVICE = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZonedService
            metadata: {name: web}
            spec:
              replicas: 9
              service: {ports: [{port: 80}]}
              template: {spec: {containers: [{name: web, image: "registry.local/web:1"}]}}
            """;

    @TempDir
    private Path folder;

    private String out = "";
    private String err = "";

    @Test
    void aPlanGoesStepByStepThroughTheLossOfAZone() throws IOException {
        assertThat(plan(SERVICE, "--zones", "a,b,c", "--fail-zone", "b")).isZero();
        assertThat(out).contains("""
                  If b is lost:
                    at once     6 of 9 pods serve (66 %)
                    step 1      remove traffic from b: add zonekeeper.io/outside-1=true to the selector of Service web
                    step 2      scale web-a from 3 to 4
                                scale web-c from 3 to 5
                    step 3      scale web-b from 3 to 1
                    in the end  9 of 9 pods serve

                  YES: it survives the loss of b
                """);
    }

    @Test
    void whatCannotBeReplacedIsNotSurvived() throws IOException {
        String stateful = SERVICE.replace("spec:\n", "spec:\n  workload: StatefulSet\n");
        assertThat(plan(stateful, "--zones", "a,b,c", "--fail-zone", "b")).isEqualTo(1);
        assertThat(out).contains("NO: without b 6 of 9 pods serve");
        assertThat(plan(
                        stateful.replace("spec:\n", "spec:\n  spread: {toleratedZoneFailures: 1}\n"),
                        "--zones",
                        "a,b,c",
                        "--fail-zone",
                        "b"))
                .isZero();
    }

    @Test
    void limitsThatContradictEachOtherAreNotFine() throws IOException {
        String tight =
                SERVICE.replace("spec:\n", "spec:\n  zones: [{zone: a, maxReplicas: 2}, {zone: b, maxReplicas: 2}]\n");
        assertThat(plan(tight)).isEqualTo(1);
        assertThat(out).contains("NO: ");
    }

    @Test
    void aTemplateThatTheApiServerWouldRefuseDoesNotFit() throws IOException {
        String unquoted = SERVICE.replace("image:", "env: [{name: DEBUG, value: true}], image:");
        assertThat(unquoted).isNotEqualTo(SERVICE);
        assertThat(plan(unquoted, "--zones", "a,b,c")).isEqualTo(1);
        assertThat(out)
                .contains("NO: spec.template.spec.containers[0].env[0].value", "write \"true\"")
                .doesNotContain("YES");
        assertThat(plan(unquoted, "--zones", "a,b,c", "--fail-zone", "b")).isEqualTo(1);
    }

    @Test
    void replicasCanBeTriedAndProgramsGetJson() throws IOException {
        assertThat(plan(SERVICE, "--zones", "a=az1,b=az2", "--replicas", "30", "-o", "json"))
                .isZero();
        assertThat(out)
                .contains(
                        "\"replicas\" : 30",
                        "\"problems\" : [ ]",
                        "\"child\" : \"web-a\"",
                        "\"reason\" : \"Balanced\"");
    }

    @Test
    void whatIsMisspeltIsAnsweredWithTheNearestSpelling() throws IOException {
        assertThat(plan(SERVICE.replace("replicas:", "replicsa:"), "--zones", "a,b"))
                .isEqualTo(2);
        assertThat(err).contains("has no field \"replicsa\". Did you mean \"replicas\"?");
        assertThat(plan(SERVICE, "--zones", "us-east-1a,us-east-1b", "--fail-zone", "us-est-1b"))
                .isEqualTo(2);
        assertThat(err).contains("Did you mean \"us-east-1b\"?");
        assertThat(run("statsu")).isEqualTo(2);
        assertThat(err).contains("there is no command 'statsu'. Did you mean 'status'?");
        assertThat(run("status", "--contxt", "a")).isEqualTo(2);
        assertThat(err).contains("Did you mean '--context'?");
        assertThat(run("status", "-o", "jsn")).isEqualTo(2);
        assertThat(err).contains("did you mean json?");
    }

    @Test
    void withoutAClusterOneSentenceSaysSo() throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: none
                contexts: [{name: none, context: {cluster: none, user: none}}]
                clusters: [{name: none, cluster: {server: "http://127.0.0.1:9"}}]
                users: [{name: none, user: {}}]
                """);
        assertThat(run("status", "--kubeconfig", kubeconfig.toString())).isEqualTo(3);
        assertThat(err.strip())
                .contains("no cluster responds at http://127.0.0.1:9", "choose one with --context or --kubeconfig")
                .doesNotContain("\n");
        assertThat(run("status", "--kubeconfig", kubeconfig.toString(), "--context", "nine"))
                .isEqualTo(2);
        assertThat(err).contains("has no context \"nine\"", "Its contexts: none");
    }

    @Test
    void anAuditOfAFileFailsBelowTheAcceptedGrade() {
        String shop = "src/test/golden-audit/shop/in/cluster.yaml";
        assertThat(run("audit", "-f", shop)).isEqualTo(1);
        assertThat(out).contains("Grade C: 12 workloads", "Deployment shop/checkout");
        assertThat(run("audit", "-f", shop, "--fail-below", "F")).isZero();
        assertThat(run("audit", "-f", shop, "-n", "infra", "--fail-below", "C")).isZero();
        assertThat(out).contains("DaemonSet infra/node-agent").doesNotContain("shop/");
        assertThat(run("audit", "-f", shop, "-n", "infra", "--fail-below", "B")).isEqualTo(1);
        assertThat(run("audit", "-f", shop, "-A", "-n", "infra")).isEqualTo(2);
        assertThat(err).contains("use one of them");
        assertThat(run("audit", "-f", shop, "--fail-below", "E")).isEqualTo(2);
        assertThat(run("audit", "-f", shop, "-o", "htm")).isEqualTo(2);
        assertThat(run("audit", "-f", shop, "-o", "json", "--fail-below", "F")).isZero();
        assertThat(out).startsWith("{").contains("\"kind\" : \"HardZoneSpread\"");
        assertThat(run("audit", "-f", shop, "-o", "html", "--fail-below", "F")).isZero();
        assertThat(out).startsWith("<!DOCTYPE html>");
    }

    @Test
    void aFileWithoutNodesIsNoCluster() throws IOException {
        Path file = Files.writeString(folder.resolve("cluster.yaml"), SERVICE);
        assertThat(run("audit", "-f", file.toString())).isEqualTo(2);
        assertThat(err).contains("contains no Node");
        assertThat(run("audit", "-f", folder.resolve("missing").toString())).isEqualTo(2);
        assertThat(err).contains("cannot read");
        Files.writeString(file, "{\"items\": [");
        assertThat(run("audit", "-f", file.toString())).isEqualTo(2);
    }

    @Test
    void everyCommandTeaches() {
        assertThat(Cli.names()).allSatisfy(name -> {
            assertThat(run(name, "--help")).isZero();
            assertThat(out).contains("Examples:", "Exit code: 0");
        });
    }

    private int plan(String yaml, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("service.yaml"), yaml);
        String[] words = new String[more.length + 3];
        words[0] = "plan";
        words[1] = "-f";
        words[2] = file.toString();
        System.arraycopy(more, 0, words, 3, more.length);
        return run(words);
    }

    private int run(String... words) {
        var written = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        int exit = Cli.run(
                words,
                new PrintStream(written, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8));
        out = written.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        return exit;
    }
}
