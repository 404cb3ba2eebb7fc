package io.zonekeeper.cli.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.zonekeeper.cli.Cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The support bundle of a cluster in which somebody wrote the same Secret wherever text is accepted. */
class ReportCommandTest {
    private static final String SECRET = "hunter2-hunter2-hunter2";
    private static final String POD_SPEC = """
            {"serviceAccountName":"web","nodeName":"node-1","containers":[{"name":"web","image":"registry.local/web:1",
              "env":[{"name":"PASSWORD","value":"SECRET"},{"name":"FROM","valueFrom":{"secretKeyRef":{"name":"db","key":"p"}}}],
              "command":["serve"],"args":["--password","SECRET"],"lifecycle":{"postStart":{"exec":{"command":["SECRET"]}}},
              "fieldOfTomorrow":"SECRET","resources":{"requests":{"cpu":"100m"}},
              "readinessProbe":{"httpGet":{"path":"/ready?key=SECRET","port":8080,"httpHeaders":[{"name":"Authorization","value":"SECRET"}]}},
              "livenessProbe":{"exec":{"command":["check","SECRET"]}}}],
             "initContainers":[{"name":"init","image":"registry.local/init:1","args":["SECRET"]}],
             "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data-web-0"}},
                        {"name":"csi","csi":{"driver":"x","volumeAttributes":{"key":"SECRET"}}}],
             "tolerations":[{"key":"dedicated","operator":"Exists"}]}""";
    private static final String POD = """
            {"metadata":{"name":"NAME","namespace":"shop","labels":{"zonekeeper.io/service":"web"},
               "annotations":{"vault.example.com/template":"SECRET","zonekeeper.io/template":"{\\"x\\":\\"SECRET\\"}"}},
             "spec":SPEC,
             "status":{"phase":"Running","containerStatuses":[{"name":"web","restartCount":3,
               "lastState":{"terminated":{"exitCode":1,"reason":"Error","message":"login failed: SECRET"}}}]}}""";

    @TempDir
    private Path folder;

    private RecordedApi api;
    private String err = "";

    @BeforeEach
    void serve() throws IOException {
        api = new RecordedApi()
                .with("/version", "{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.0\"}")
                .list(ours("zones"), "Zone", """
                        {"metadata":{"name":"zone-b","managedFields":[{"manager":"kubectl","operation":"Update","time":"2026-01-01T00:00:00Z",
                           "fieldsV1":{"f:spec":{}}}]},
                         "spec":{"cordon":{"reason":"see https://ann:SECRET@wiki.example.com"}},"status":{"zone":"b","verdict":"Healthy"}}""".replace("SECRET", SECRET))
                .list(ours("zonehealthpolicies"), "ZoneHealthPolicy")
                .list(ours("zonedservices"), "ZonedService", """
                        {"metadata":{"name":"web","namespace":"shop","annotations":{
                            "kubectl.kubernetes.io/last-applied-configuration":"{\\"env\\":\\"SECRET\\"}","zonekeeper.io/evacuate":"b"}},
                         "spec":{"replicas":6,"service":{"annotations":{"example.com/auth":"SECRET"}},
                            "healthChecks":[{"httpGet":{"path":"/","port":80,"httpHeaders":[{"name":"X","value":"SECRET"}]}}],
                            "template":{"metadata":{"annotations":{"example.com/key":"SECRET"}},"spec":SPEC}},
                         "status":{"readyReplicas":6}}""".replace("SPEC", POD_SPEC)
                        .replace("SECRET", SECRET))
                .list(
                        ours("zonefailovers"),
                        "ZoneFailover",
                        "{\"metadata\":{\"name\":\"all\",\"namespace\":\"old\"},\"spec\":{}}")
                .list(ours("zonalproxies"), "ZonalProxy")
                .refuse(
                        ours("mongoclusters"),
                        403,
                        "mongoclusters.zonekeeper.io is forbidden: User \"ann\" cannot list resource \"mongoclusters\" in API group \"zonekeeper.io\" at the cluster scope")
                .list("/apis/apps/v1/deployments", "Deployment")
                .list("/apis/apps/v1/statefulsets", "StatefulSet")
                .list("/api/v1/services", "Service")
                .list("/apis/policy/v1/poddisruptionbudgets", "PodDisruptionBudget")
                .list("/api/v1/pods continue=page-2", "Pod", pod("web-2"))
                .with(
                        "/api/v1/pods labelSelector=zonekeeper.io/service",
                        "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{\"continue\":\"page-2\"},\"items\":[%s]}"
                                .formatted(pod("web-1")))
                .list(
                        "/api/v1/pods labelSelector=app.kubernetes.io/name+in+(zonekeeper,zonekeeper-observer)",
                        "Pod",
                        """
                        {"metadata":{"name":"zonekeeper-1","namespace":"zonekeeper-system"},
                         "spec":{"serviceAccountName":"zonekeeper","containers":[{"name":"zonekeeper","image":"zonekeeper:1"}]}}""")
                .list("/apis/apps/v1/namespaces/old/deployments", "Deployment", """
                        {"metadata":{"name":"legacy","namespace":"old"},"spec":{"template":{"spec":SPEC}}}""".replace("SPEC", POD_SPEC)
                        .replace("SECRET", SECRET))
                .list("/api/v1/nodes", "Node", """
                        {"metadata":{"name":"node-1","labels":{"topology.kubernetes.io/zone":"b","team":"SECRET"},
                           "annotations":{"x":"SECRET"}},"spec":{"taints":[{"key":"k","effect":"NoSchedule"}]},
                         "status":{"conditions":[{"type":"Ready","status":"True"}]}}""".replace("SECRET", SECRET))
                .list("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", "Lease", """
                        {"metadata":{"name":"node-1"},"spec":{"renewTime":"2026-01-01T00:00:00.000000Z"}}""")
                .list("/api/v1/events", "Event", """
                        {"metadata":{},"reportingComponent":"kubelet","reason":"Failed","type":"Warning","lastTimestamp":"2026-01-01T00:00:02Z",
                         "message":"exec: \\"SECRET\\": not found","involvedObject":{"kind":"Pod","namespace":"shop","name":"web-1"}}""".replace("SECRET", SECRET), """
                        {"metadata":{},"reportingComponent":"zonekeeper","reason":"Cordoned","type":"Warning","lastTimestamp":"2026-01-01T00:00:01Z","count":2,
                         "message":"b is cordoned: password=SECRET","involvedObject":{"kind":"Zone","name":"zone-b"}}""".replace("SECRET", SECRET))
                .with(
                        "/api/v1/namespaces/zonekeeper-system/pods/zonekeeper-1/log",
                        "started\nAuthorization: Bearer %s\ntoken=%s\n".formatted(SECRET, SECRET))
                .refuse(
                        "/api/v1/namespaces/zonekeeper-system/pods/zonekeeper-1/log previous=true",
                        400,
                        "previous terminated container \"zonekeeper\" in pod \"zonekeeper-1\" not found")
                .with(
                        "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                        "{\"kind\":\"SelfSubjectRulesReview\",\"status\":{\"incomplete\":false,\"resourceRules\":[{\"verbs\":[\"list\"]}]}}");
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void noSecretIsReadOrWritten() throws IOException {
        Map<String, String> files = report();

        assertThat(files).allSatisfy((file, text) -> assertThat(text).doesNotContain(SECRET));
        assertThat(api.requests())
                .isNotEmpty()
                .noneMatch(request -> request.matches("(?i).*(secrets|configmaps).*"))
                .allMatch(request -> request.startsWith("GET ")
                        || request.equals("POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews"));
    }

    @Test
    void whatDecidesAboutZonesIsKept() throws IOException {
        Map<String, String> files = report();

        assertThat(files.get("children/pods.yaml"))
                .as("both pages")
                .contains("name: web-1", "name: web-2")
                .contains("nodeName: node-1", "cpu: 100m", "name: PASSWORD", "claimName: data-web-0", "exitCode: 1")
                .contains("kind: Pod");
        assertThat(files.get("zonekeeper/zonedservices.yaml"))
                .contains("replicas: 6", "readyReplicas: 6", "zonekeeper.io/evacuate: b", "dedicated");
        assertThat(files.get("zonekeeper/zones.yaml")).contains("verdict: Healthy", "manager: kubectl");
        assertThat(files.get("protected/old/deployments.yaml")).contains("name: legacy");
        assertThat(files.get("nodes/nodes.yaml")).contains("topology.kubernetes.io/zone: b", "effect: NoSchedule");
        assertThat(files.get("nodes/leases.txt")).containsPattern("node-1 +b +2026-01-01");
        assertThat(files.get("events.txt").lines())
                .as("by time")
                .containsExactly(
                        "2026-01-01T00:00:01Z Warning zonekeeper Cordoned Zone zone-b (2 times): b is cordoned: password=(left out)",
                        "2026-01-01T00:00:02Z Warning kubelet Failed Pod shop/web-1: (left out)");
        assertThat(files.get("operator/logs/zonekeeper-1.zonekeeper.log")).startsWith("started\n");
        assertThat(files).doesNotContainKey("operator/logs/zonekeeper-1.zonekeeper.previous.log");
        assertThat(files.get("permissions/zonekeeper-in-shop.yaml")).contains("resourceRules");
        assertThat(files.get("versions.txt")).contains("v1.36.0", "Java 25");
        assertThat(files.get("texts/status.txt")).contains("VERDICT", "shop/web");
        assertThat(files.get("texts/explain-b.txt")).contains("b is Healthy");
        assertThat(files).containsKeys("texts/audit.txt", "texts/incident-b.txt");
    }

    @Test
    void theIndexNamesWhatIsMissingAndWhatWasLeftOut() throws IOException {
        String index = report().get("README.md");

        assertThat(index)
                .contains("| children/pods.yaml | pods of ZonedServices |")
                .contains(
                        "- zonekeeper/mongoclusters.yaml (mongoclusters with status): ann may not list mongoclusters.zonekeeper.io")
                .contains("- zonekeeper/multiazdatabases.yaml")
                .contains("Secrets and ConfigMaps are never read")
                .containsPattern("- values of environment variables: \\d+")
                .containsPattern("- command lines: \\d+");
        assertThat(err).contains("without zonekeeper/mongoclusters.yaml: ann may not list");
    }

    @Test
    void aFileThatExistsIsNotOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("there.zip"), "mine");
        assertThat(run(file)).isEqualTo(2);
        assertThat(err).contains("there.zip exists");
        assertThat(file).hasContent("mine");
    }

    @Test
    void withoutAClusterThereIsNoFile() throws IOException {
        api.kubeconfig(folder);
        api.close();
        Path file = folder.resolve("none.zip");
        assertThat(run(file)).isEqualTo(3);
        assertThat(err).contains("no cluster responds at");
        assertThat(file).doesNotExist();
    }

    private Map<String, String> report() throws IOException {
        Path file = folder.resolve("report.zip");
        assertThat(run(file)).as(err).isZero();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getName()).startsWith(Bundle.FOLDER);
                files.put(
                        entry.getName().substring(Bundle.FOLDER.length()),
                        new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private int run(Path file) throws IOException {
        List<String> words = new ArrayList<>(List.of("report", "-f", file.toString()));
        words.addAll(List.of("--kubeconfig", api.kubeconfig(folder).toString()));
        var complained = new ByteArrayOutputStream();
        int exit = Cli.run(
                words.toArray(String[]::new),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8));
        err = complained.toString(StandardCharsets.UTF_8);
        return exit;
    }

    private static String ours(String resource) {
        return "/apis/zonekeeper.io/v1alpha1/" + resource;
    }

    private static String pod(String name) {
        return POD.replace("SPEC", POD_SPEC).replace("NAME", name).replace("SECRET", SECRET);
    }
}
