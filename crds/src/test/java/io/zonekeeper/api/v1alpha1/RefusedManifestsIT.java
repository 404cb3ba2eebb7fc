package io.zonekeeper.api.v1alpha1;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Manifests;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What the API server refuses: one sentence for each mistake, at the field it is in. */
@ZonedCluster
class RefusedManifestsIT {
    private static final String TEMPLATE = "template: {spec: {containers: [{name: a, image: b}]}}";

    /** Of one namespace for all: what is refused leaves nothing behind. */
    private static KubernetesClient client;

    @BeforeAll
    static void installCrds(Kubectl kubectl, KubernetesClient connected) {
        kubectl.installCrds(Path.of("."));
        client = connected;
    }

    /**
     * A mistake, or several.
     *
     * @param what what is wrong
     * @param yaml the manifest
     * @param sentences for each mistake {@code FIELD: WORDS}, where the words are part of the sentence
     */
    record Case(String what, String yaml, List<String> sentences) {
        @Override
        public String toString() {
            return what;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({
        "names",
        "placement",
        "templates",
        "servicesAndWorkloads",
        "checks",
        "durations",
        "several",
        "zonesAndPolicies",
        "proxies",
        "loadBalancers",
        "databases",
        "mongoClusters"
    })
    void isRefusedWithOneSentenceForEachMistake(Case refused) {
        var manifest = Manifests.parse(GenericKubernetesResource.class, refused.yaml());

        var refusal = catchThrowableOfType(
                KubernetesClientException.class, () -> client.resource(manifest).create());

        assertThat(refusal).as("accepted: %s", refused.yaml()).isNotNull();
        assertThat(sentences(refusal))
                .zipSatisfy(refused.sentences().stream().sorted().toList(), RefusedManifestsIT::isSaid);
    }

    /** The server has no order of its own; its remark that rules have to wait for the schema is no sentence of ours. */
    private static List<String> sentences(KubernetesClientException refusal) {
        return refusal.getStatus().getDetails().getCauses().stream()
                .map(cause -> cause.getField() + ": " + cause.getMessage())
                .filter(cause -> !cause.contains("some validation rules were not checked"))
                .sorted()
                .toList();
    }

    private static void isSaid(String cause, String sentence) {
        String[] parts = sentence.split(": ", 2);
        assertThat(cause).startsWith(parts[0] + ": ").contains(parts[1]);
    }

    static Stream<Case> names() {
        return Stream.of(
                service("a name that is no Service's", "1web", TEMPLATE, "<nil>: use lower-case letters"),
                service("a dotted name", "web.shop", TEMPLATE, "<nil>: use lower-case letters"),
                service("53 characters", "a".repeat(53), TEMPLATE, "<nil>: use at most 52"),
                service(
                        "42 characters of a StatefulSet",
                        "a".repeat(42),
                        "workload: StatefulSet, " + TEMPLATE,
                        "<nil>: use at most 41"),
                service(
                        "a name that does not fit with a listed zone",
                        "a".repeat(50),
                        "zones: [{zone: us-east-1a}, {zone: us-gov-east-1a}], " + TEMPLATE,
                        "<nil>: NAME-ZONE is too long"));
    }

    static Stream<Case> placement() {
        return Stream.of(
                spec("no template", "replicas: 1", "spec.template: Required value"),
                spec("no zone at all", "zones: [], " + TEMPLATE, "spec.zones: should have at least 1 items"),
                spec(
                        "a zone without a name",
                        "zones: [{weight: 1}], " + TEMPLATE,
                        "spec.zones[0].zone: Required value"),
                spec(
                        "weight 0",
                        "zones: [{zone: a, weight: 0}], " + TEMPLATE,
                        "spec.zones[0].weight: greater than or equal to 1"),
                spec(
                        "more lost zones than there can be",
                        "spread: {toleratedZoneFailures: 8}, " + TEMPLATE,
                        "spec.spread.toleratedZoneFailures: less than or equal to 7"),
                spec(
                        "a word that is no workload",
                        "workload: DaemonSet, " + TEMPLATE,
                        "spec.workload: \"StatefulSet\""),
                spec(
                        "a Service without ports",
                        "service: {ports: []}, " + TEMPLATE,
                        "spec.service.ports: should have at least 1 items"));
    }

    static Stream<Case> servicesAndWorkloads() {
        return Stream.of(
                spec(
                        "a policy for traffic from outside that cannot come",
                        "service: {externalTrafficPolicy: Local, ports: [{port: 80}]}, " + TEMPLATE,
                        "spec.service: externalTrafficPolicy needs type: NodePort or type: LoadBalancer"),
                spec(
                        "client networks of no load balancer",
                        "service: {type: NodePort, loadBalancerSourceRanges: [10.0.0.0/8], ports: [{port: 80}]}, "
                                + TEMPLATE,
                        "spec.service: loadBalancerSourceRanges needs type: LoadBalancer"),
                spec(
                        "the class of no load balancer",
                        "service: {loadBalancerClass: example.com/a, ports: [{port: 80}]}, " + TEMPLATE,
                        "spec.service: loadBalancerClass needs type: LoadBalancer"),
                spec(
                        "node ports of no load balancer",
                        "service: {type: NodePort, allocateLoadBalancerNodePorts: false, ports: [{port: 80}]}, "
                                + TEMPLATE,
                        "spec.service: allocateLoadBalancerNodePorts needs type: LoadBalancer"),
                spec(
                        "a timeout without affinity",
                        "service: {sessionAffinityConfig: {clientIP: {timeoutSeconds: 9}}, ports: [{port: 80}]}, "
                                + TEMPLATE,
                        "spec.service: sessionAffinityConfig needs sessionAffinity: ClientIP"),
                spec(
                        "a headless load balancer",
                        "service: {type: LoadBalancer, clusterIP: None, ports: [{port: 80}]}, " + TEMPLATE,
                        "spec.service: clusterIP: None needs type: ClusterIP"),
                spec(
                        "an address of its own",
                        "service: {clusterIP: 10.96.0.9, ports: [{port: 80}]}, " + TEMPLATE,
                        "spec.service.clusterIP: \"None\""),
                spec(
                        "the order of pods that have none",
                        "podManagementPolicy: Parallel, " + TEMPLATE,
                        "spec: podManagementPolicy needs workload: StatefulSet"),
                spec(
                        "a label of ours on all children",
                        "commonMetadata: {labels: {zonekeeper.io/zone: x}}, " + TEMPLATE,
                        "spec.commonMetadata.labels: use another prefix"),
                spec(
                        "a label that is too long",
                        "commonMetadata: {labels: {team: %s}}, ".formatted("a".repeat(64)) + TEMPLATE,
                        "spec.commonMetadata.labels.team: Too long"));
    }

    static Stream<Case> templates() {
        String claim = "volumeClaimTemplates: [{metadata: {name: data}, spec: {}}], ";
        return Stream.of(
                spec(
                        "a label of ours",
                        "template: {metadata: {labels: {zonekeeper.io/zone: x}}, spec: {containers: [{name: a}]}}",
                        "spec.template.metadata.labels: use another prefix"),
                spec(
                        "no containers",
                        "template: {spec: {containers: []}}",
                        "spec.template.spec.containers: should have at least 1 items"),
                spec(
                        "a container without a name",
                        "template: {spec: {containers: [{image: b}]}}",
                        "spec.template.spec.containers[0].name: Required value"),
                spec(
                        "claims of a Deployment",
                        claim + TEMPLATE,
                        "spec: volumeClaimTemplates need workload: StatefulSet"));
    }

    static Stream<Case> checks() {
        return Stream.of(
                check("two kinds", "httpGet: {port: 80}, tcpSocket: {port: 80}", ": has exactly one of"),
                check("no kind", "period: 2s", ": has exactly one of"),
                check(
                        "slower than its default period",
                        "tcpSocket: {port: 1}, timeout: 3s",
                        ": timeout must not be longer"),
                check(
                        "quicker than its default timeout",
                        "tcpSocket: {port: 1}, period: 500ms",
                        ": timeout must not be longer"),
                check(
                        "a scheme that is none",
                        "httpGet: {port: 1, scheme: FTP}",
                        ".httpGet.scheme: Unsupported value"));
    }

    static Stream<Case> durations() {
        return Stream.of(
                check("a duration without a unit", "tcpSocket: {port: 1}, period: '5'", ".period: should match"),
                check("a negative duration", "tcpSocket: {port: 1}, period: -5s", ".period: should match"),
                check("a fraction", "tcpSocket: {port: 1}, period: 1.5s", ".period: should match"),
                check("zero", "tcpSocket: {port: 1}, period: 0s, timeout: 10ms", ".period: must be from 100ms to 1h"),
                check("too long a period", "tcpSocket: {port: 1}, period: 2h", ".period: must be from 100ms to 1h"),
                check(
                        "too short a timeout",
                        "tcpSocket: {port: 1}, timeout: 0ms",
                        ".timeout: must be from 10ms to 10m"),
                check(
                        "more digits than fit a duration",
                        "tcpSocket: {port: 1}, period: 99999999999999999h",
                        ".period: must be from 100ms to 1h"),
                spec("bake beyond a day", "rollout: {bake: 25h}, " + TEMPLATE, "spec.rollout.bake: from 0s to 24h"),
                spec("rotate 0", "disruption: {rotate: 0s}, " + TEMPLATE, "spec.disruption.rotate: from 10s to 24h"),
                spec(
                        "stable for no time",
                        "zoneFailure: {failback: {stableFor: 0s}}, " + TEMPLATE,
                        "spec.zoneFailure.failback.stableFor: from 1s to 720h"));
    }

    static Stream<Case> several() {
        return Stream.of(
                spec(
                        "three mistakes that the schema sees",
                        "replicas: 100001, spread: {maxSkew: 0}, service: {ports: [{port: 0}]}, " + TEMPLATE,
                        "spec.replicas: less than or equal to 100000",
                        "spec.service.ports[0].port: greater than or equal to 1",
                        "spec.spread.maxSkew: greater than or equal to 1"),
                spec(
                        "three mistakes that rules see",
                        "zones: [{zone: a, minReplicas: 2, maxReplicas: 1}], rollout: {bake: 48h},"
                                + " healthChecks: [{name: x}], " + TEMPLATE,
                        "spec.healthChecks[0]: has exactly one of",
                        "spec.rollout.bake: from 0s to 24h",
                        "spec.zones[0]: minReplicas must not be above maxReplicas"));
    }

    static Stream<Case> zonesAndPolicies() {
        return Stream.of(
                object(
                        "Zone",
                        "a cordon without a reason",
                        "cordon: {force: true}",
                        "spec.cordon.reason: Required value"),
                object("Zone", "an empty reason", "cordon: {reason: ''}", "spec.cordon.reason: at least 1 chars"),
                object(
                        "Zone",
                        "a time that is none",
                        "cordon: {reason: x, until: soon}",
                        "spec.cordon.until: date-time"),
                object(
                        "Zone",
                        "no lead time",
                        "closure: {at: '2027-02-01T00:00:00Z', leadTime: 0s}",
                        "spec.closure.leadTime: from 1m to 720h"),
                object(
                        "ZoneHealthPolicy",
                        "a share above all",
                        "signals: {nodes: {notReadyPercent: 101}}",
                        "spec.signals.nodes.notReadyPercent: less than or equal to 100"),
                object("ZoneHealthPolicy", "retention 0", "zoneRetention: 0s", "spec.zoneRetention: from 1s to 8760h"),
                object(
                        "ZoneHealthPolicy",
                        "numbers that are not read",
                        "sensitivity: Fast, thresholds: {windows: 8}",
                        "spec: thresholds are only read with sensitivity: Custom"),
                object(
                        "ZoneHealthPolicy",
                        "more bad looks than looks",
                        "sensitivity: Custom, thresholds: {windows: 3}",
                        "spec.thresholds: badWindows must not be above windows"),
                object(
                        "ZoneHealthPolicy",
                        "a single node",
                        "sensitivity: Custom, thresholds: {silentNodes: 1}",
                        "spec.thresholds.silentNodes: greater than or equal to 2"),
                object(
                        "ZoneHealthPolicy",
                        "a query that says less than it must",
                        "signals: {prometheus: [{name: a, url: 'ftp://x', query: up, zoneLabel: zone, failAbove: many}]}",
                        "spec.signals.prometheus[0].failAbove: should match",
                        "spec.signals.prometheus[0].url: should match"));
    }

    static Stream<Case> proxies() {
        String upstream = "upstream: {zonedService: shop, port: http}";
        String rest = "image: x, listen: 8080, " + upstream;
        return Stream.of(
                proxy("no engine", rest, "spec.engine: Required value"),
                proxy("an engine that is none", "engine: Envoy, " + rest, "spec.engine: Unsupported value"),
                proxy(
                        "POST replayed",
                        "engine: Nginx, retries: {methods: [GET, POST]}, " + rest,
                        "spec.retries.methods: are retried: remove POST, PUT, PATCH, DELETE"),
                proxy(
                        "too many attempts",
                        "engine: Nginx, retries: {attempts: 11}, " + rest,
                        "spec.retries.attempts: less than or equal to 10"),
                proxy(
                        "Varnish by least connections",
                        "engine: Varnish, balance: LeastConnections, " + rest,
                        "spec.balance: write balance: RoundRobin"),
                proxy(
                        "the readiness page's port",
                        "engine: Nginx, image: x, listen: 8404, " + upstream,
                        "spec.listen: use another port"),
                proxy(
                        "a port that is none",
                        "engine: Nginx, image: x, listen: 65536, " + upstream,
                        "spec.listen: less than or equal to 65535"),
                proxy(
                        "two upstreams",
                        "engine: Nginx, image: x, listen: 80, upstream: {zonedService: a, service: b, port: 80}",
                        "spec.upstream: exactly one of"),
                proxy(
                        "no upstream",
                        "engine: Nginx, image: x, listen: 80, upstream: {port: 80}",
                        "spec.upstream: exactly one of"),
                proxy(
                        "itself",
                        "engine: Nginx, image: x, listen: 80, upstream: {service: bad, port: 80}",
                        "<nil>: give it another metadata.name"),
                proxy(
                        "a health page that is no path",
                        "engine: HAProxy, image: x, listen: 80, upstream: {service: b, port: 80, healthPath: 'x;y'}",
                        "spec.upstream.healthPath: should match"),
                proxy(
                        "no time to connect",
                        "engine: Nginx, timeouts: {connect: 0s}, " + rest,
                        "spec.timeouts.connect: from 10ms to 1m"),
                manifest(
                        "ZonalProxy",
                        "53 characters of a proxy",
                        "a".repeat(53),
                        "engine: Nginx, " + rest,
                        "<nil>: use at most 52"));
    }

    static Stream<Case> loadBalancers() {
        String arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
        return Stream.of(
                balancers("a load balancer that is none", "{arn: 'arn:aws:s3:::bucket'}", "[0].arn: should match"),
                balancers(
                        "a target group",
                        "{arn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/1'}",
                        "[0].arn: should match"),
                balancers("no ARN", "{zonalShift: Automatic}", "[0].arn: Required value"),
                balancers(
                        "a word that is no mode",
                        "{arn: '%s', zonalShift: Always}".formatted(arn),
                        "[0].zonalShift: \"Automatic\", \"Disabled\""),
                balancers("one twice", "{arn: '%1$s'}, {arn: '%1$s'}".formatted(arn), "[1]: Duplicate value"),
                balancers(
                        "more than a service can have",
                        IntStream.range(0, 17)
                                .mapToObj(number -> "{arn: '%s%d'}".formatted(arn, number))
                                .collect(Collectors.joining(", ")),
                        ": must have at most 16 items"),
                manifest(
                        "ZoneHealthPolicy",
                        "another name than default",
                        "mine",
                        "mode: Advise",
                        "<nil>: metadata.name must be default"),
                object(
                        "ZoneHealthPolicy",
                        "a mode that is a boolean without quotes",
                        "mode: 'Off'",
                        "spec.mode: \"Advise\", \"Automatic\", \"Disabled\""),
                object(
                        "ZoneHealthPolicy",
                        "a cluster that is none of EKS",
                        "aws: {eksCluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/x'}",
                        "spec.aws.eksCluster: should match"),
                object(
                        "ZoneHealthPolicy",
                        "no time before a closure",
                        "aws: {announcedClosures: {mode: Automatic, leadTime: 0s}}",
                        "spec.aws.announcedClosures.leadTime: from 1m to 720h"));
    }

    static Stream<Case> databases() {
        return Stream.of(
                database("no database", "failover: {mode: Advise}", "spec.rds: Required value"),
                database("neither instance nor cluster", "rds: {region: us-east-1}", "spec.rds: exactly one of"),
                database("both", "rds: {instance: a, cluster: b}", "spec.rds: exactly one of"),
                database(
                        "a zone for a region",
                        "rds: {region: us-east-1a, instance: a}",
                        "spec.rds.region: should match"),
                database("an ARN for a name", "rds: {instance: 'arn:aws:rds:x'}", "spec.rds.instance: should match"),
                database("an empty name", "rds: {cluster: ''}", "spec.rds.cluster: at least 1 chars"),
                database(
                        "a mode that is none",
                        "rds: {instance: a}, failover: {mode: Always}",
                        "spec.failover.mode: \"Advise\", \"Automatic\""),
                database(
                        "no time between failovers",
                        "rds: {instance: a}, failover: {minInterval: 0s}",
                        "spec.failover.minInterval: from 1m to 720h"),
                database(
                        "a time without a unit",
                        "rds: {instance: a}, failover: {minInterval: '30'}",
                        "spec.failover.minInterval: should match"));
    }

    static Stream<Case> mongoClusters() {
        return Stream.of(
                mongo("two zones", "[a, b]", "spec.configServers.zones: list 1 or 3 zones"),
                mongo("four zones", "[a, b, c, d]", "spec.configServers.zones: list 1 or 3 zones"),
                mongo("five zones", "[a, b, c, d, e]", "spec.configServers.zones: list 1 or 3 zones"));
    }

    private static Case mongo(String what, String zones, String... sentences) {
        return object(
                "MongoCluster",
                what,
                "image: 'mongo:8.0', configServers: {zones: %s, storage: {size: 1Gi}},".formatted(zones)
                        + " shards: [{name: rs0, storage: {size: 1Gi}}]",
                sentences);
    }

    private static Case balancers(String what, String items, String sentence) {
        return spec(what, "loadBalancers: [%s], %s".formatted(items, TEMPLATE), "spec.loadBalancers" + sentence);
    }

    private static Case database(String what, String spec, String... sentences) {
        return object("MultiAZDatabase", what, spec, sentences);
    }

    private static Case proxy(String what, String spec, String... sentences) {
        return object("ZonalProxy", what, spec, sentences);
    }

    private static Case check(String what, String check, String... sentences) {
        return spec(
                what,
                "healthChecks: [{name: x, %s}], %s".formatted(check, TEMPLATE),
                Arrays.stream(sentences)
                        .map(sentence -> "spec.healthChecks[0]" + sentence)
                        .toArray(String[]::new));
    }

    private static Case spec(String what, String spec, String... sentences) {
        return service(what, "bad", spec, sentences);
    }

    private static Case service(String what, String name, String spec, String... sentences) {
        return manifest("ZonedService", what, name, spec, sentences);
    }

    private static Case object(String kind, String what, String spec, String... sentences) {
        return manifest(kind, what, kind.equals("ZoneHealthPolicy") ? "default" : "bad", spec, sentences);
    }

    private static Case manifest(String kind, String what, String name, String spec, String... sentences) {
        return new Case(
                what,
                "{apiVersion: zonekeeper.io/v1alpha1, kind: %s, metadata: {name: %s}, spec: {%s}}"
                        .formatted(kind, name, spec),
                List.of(sentences));
    }
}
