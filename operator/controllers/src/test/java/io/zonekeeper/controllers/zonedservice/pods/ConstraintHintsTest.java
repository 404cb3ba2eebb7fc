package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Instant;
import java.util.List;

import io.zonekeeper.api.v1alpha1.VolumeClaimTemplate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.zonekeeper.controllers.zonedservice.pods.TestPods.condition;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

class ConstraintHintsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String PIN =
            ", 8 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate.";
    private static final String SPREAD =
            "0/12 nodes are available: 4 node(s) didn't match pod topology spread constraints" + PIN;
    private static final String APART =
            "0/12 nodes are available: 4 node(s) didn't match pod anti-affinity rules" + PIN;

    @Test
    void aSpreadOverZonesThatIgnoresThePinIsNamed() throws JsonProcessingException {
        String spec =
                "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, nodeAffinityPolicy: Ignore},"
                        + " {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway}]";
        assertThat(explain(spec, SPREAD))
                .startsWith("0/12 nodes are available: 4 node(s) didn't match pod topology spread")
                .contains(
                        "template.spec.topologySpreadConstraints[0] (topology.kubernetes.io/zone, maxSkew 1, DoNotSchedule, nodeAffinityPolicy Ignore)",
                        "weights",
                        "whenUnsatisfiable: ScheduleAnyway")
                .doesNotContain("Constraints[1]");
    }

    @Test
    void minDomainsCannotHoldInsideOneZone() throws JsonProcessingException {
        assertThat(explain(
                        "topologySpreadConstraints: [{maxSkew: 1, minDomains: 3, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}]",
                        SPREAD))
                .contains("minDomains 3) cannot hold inside one zone", "Remove minDomains");
    }

    /** Where the pin is honoured there is one domain: such a constraint always holds, and must not be accused. */
    @Test
    void aSpreadOverZonesThatHonoursThePinIsNotTheCause() throws JsonProcessingException {
        assertThat(explain(
                        "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}, {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule}]",
                        SPREAD))
                .contains("Constraints[1] (kubernetes.io/hostname")
                .doesNotContain("Constraints[0]");
    }

    @ParameterizedTest
    @CsvSource({
        "topology.kubernetes.io/zone, allows one such pod for each zone",
        "kubernetes.io/hostname, allows one such pod for each node"
    })
    void antiAffinityIsNamed(String key, String says) throws JsonProcessingException {
        assertThat(explain(
                        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: %s}]}}"
                                .formatted(key),
                        APART))
                .contains("podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0] (" + key + ")", says);
    }

    @Test
    void volumesOfAnotherZoneAreNamedWithTheirStorageClass() throws JsonProcessingException {
        String words = "0/12 nodes are available: 4 node(s) didn't match PersistentVolume's node affinity" + PIN;
        var claim = new VolumeClaimTemplate(
                YAML.readTree("{name: data}").deepCopy(),
                YAML.readTree("{storageClassName: at-once}").deepCopy());
        assertThat(ConstraintHints.explain(YAML.readTree("{spec: {}}"), List.of(claim), words))
                .contains("volumeClaimTemplates data", "StorageClass at-once", "WaitForFirstConsumer");
        assertThat(explain("volumes: [{name: files, persistentVolumeClaim: {claimName: shared}}]", words))
                .contains("claim shared is one volume for all zones");
    }

    /** Nothing is in another zone yet: there is no volume at all. */
    @Test
    void claimsWithoutAVolumeAreNotSaidToBeElsewhere() throws JsonProcessingException {
        String words = "0/12 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";
        var bare = new VolumeClaimTemplate(
                YAML.readTree("{name: data}").deepCopy(), YAML.readTree("{}").deepCopy());
        assertThat(ConstraintHints.explain(YAML.readTree("{spec: {}}"), List.of(bare), words))
                .contains("volumeClaimTemplates data", "is not bound", "default StorageClass", "kubectl describe pvc")
                .doesNotContain("another zone");
        var named = new VolumeClaimTemplate(
                YAML.readTree("{name: data}").deepCopy(),
                YAML.readTree("{storageClassName: fast}").deepCopy());
        assertThat(ConstraintHints.explain(YAML.readTree("{spec: {}}"), List.of(named), words))
                .contains("StorageClass fast", "is not bound")
                .doesNotContain("another zone", "default StorageClass");
        assertThat(explain("volumes: [{name: files, persistentVolumeClaim: {claimName: shared}}]", words))
                .contains("template.spec.volumes files: claim shared is not bound")
                .doesNotContain("another zone");
        assertThat(explain(
                        "volumes: [{name: cache, ephemeral: {volumeClaimTemplate: {spec: {storageClassName: fast}}}}]",
                        words))
                .contains("template.spec.volumes cache", "StorageClass fast", "is not bound");
    }

    @Test
    void anEphemeralVolumeOfAnotherZoneIsNamedToo() throws JsonProcessingException {
        assertThat(explain(
                        "volumes: [{name: cache, ephemeral: {volumeClaimTemplate: {spec: {storageClassName: at-once}}}}]",
                        "0/12 nodes are available: 4 node(s) had volume node affinity conflict" + PIN))
                .contains("template.spec.volumes cache", "StorageClass at-once", "WaitForFirstConsumer");
    }

    @Test
    void aSelectorIsNamedOnlyWhereItKeepsThePodFromEveryNode() throws JsonProcessingException {
        String spec = "nodeSelector: {disk: ssd}";
        assertThat(explain(spec, "0/12 nodes are available: 12 node(s) didn't match Pod's node affinity/selector."))
                .contains("template.spec.nodeSelector {\"disk\":\"ssd\"}");
        assertThat(explain(spec, APART)).doesNotContain("nodeSelector");
    }

    /** What another pod of the service takes up is free once that pod is gone; what no node has is not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0/12 nodes are available: 4 node(s) didn't match pod anti-affinity rules, 8 node(s) didn't match Pod's node affinity/selector. | true",
                "0/12 nodes are available: 4 Insufficient cpu, 8 node(s) didn't match Pod's node affinity/selector. | true",
                "0/12 nodes are available: 4 node(s) didn't have free ports for the requested pod ports. | true",
                "0/12 nodes are available: 12 node(s) didn't match Pod's node affinity/selector. | false",
                "0/12 nodes are available: 4 node(s) had untolerated taint {gpu: true}. | false"
            })
    void whetherThePlaceOfAnotherPodWouldDo(String words, boolean would) {
        var waiting = condition(pod("p", "a", "2026-11-24T12:00:09Z"), "PodScheduled", "False", null, words);
        assertThat(UnplacedPods.among(List.of(waiting), Instant.parse("2026-11-24T12:00:00Z")))
                .hasEntrySatisfying("a", said -> {
                    assertThat(said.message()).isEqualTo(words);
                    assertThat(said.placeOfAnother()).isEqualTo(would);
                });
        assertThat(UnplacedPods.among(List.of(waiting), Instant.parse("2026-11-24T12:01:00Z")))
                .isEmpty();
    }

    private static String explain(String spec, String words) throws JsonProcessingException {
        return ConstraintHints.explain(YAML.readTree("spec: {" + spec + "}"), null, words);
    }
}
