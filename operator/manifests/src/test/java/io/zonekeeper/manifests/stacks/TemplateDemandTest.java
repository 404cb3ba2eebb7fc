package io.zonekeeper.manifests.stacks;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.nodes.NodeTraits;
import io.zonekeeper.kube.objects.NodeReading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TemplateDemandTest {
    @Test
    void readsAllThatDecidesAboutNodes() throws JsonProcessingException {
        assertThat(TemplateDemand.of(new ObjectMapper().readTree("""
                {"spec": {
                  "nodeName": "n1",
                  "nodeSelector": {"pool": "web"},
                  "tolerations": [{"operator": "Exists"}, {"key": "gpu", "value": "a100", "effect": "NoSchedule"}],
                  "affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
                    {"matchExpressions": [{"key": "arch", "operator": "In", "values": ["amd64"]}]},
                    {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]}]}}},
                  "containers": [{"name": "web"}]}}""")))
                .isEqualTo(new NodeDemand(
                        List.of(
                                new NodeDemand.Toleration("", "Exists", "", ""),
                                new NodeDemand.Toleration("gpu", "", "a100", "NoSchedule")),
                        Map.of("pool", "web"),
                        List.of(
                                new NodeDemand.Term(
                                        List.of(new NodeDemand.Expression("arch", "In", Set.of("amd64"))), List.of()),
                                new NodeDemand.Term(
                                        List.of(),
                                        List.of(new NodeDemand.Expression("metadata.name", "In", Set.of("n1"))))),
                        Optional.of("n1")));
    }

    @Test
    void aTemplateThatAsksForNothingIsLikeAnyOther() throws JsonProcessingException {
        assertThat(TemplateDemand.of(new ObjectMapper().readTree("{\"spec\": {\"containers\": []}}")))
                .isEqualTo(NodeDemand.NONE);
    }

    @Test
    void taintsThatPassAreNoneOfTheNodesOwn() {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName("n1")
                .addToLabels("topology.kubernetes.io/zone", "a")
                .endMetadata()
                .withNewSpec()
                .addNewTaint("NoSchedule", "node.kubernetes.io/unschedulable", null, null)
                .addNewTaint("NoExecute", "node.kubernetes.io/unreachable", null, null)
                .addNewTaint("NoSchedule", "karpenter.sh/disrupted", null, null)
                .addNewTaint("NoSchedule", "zonekeeper.io/cordoned", null, null)
                .addNewTaint("PreferNoSchedule", "batch", null, null)
                .addNewTaint("NoSchedule", "node-role.kubernetes.io/control-plane", null, null)
                .endSpec()
                .build();
        NodeTraits traits = NodeReading.traits(node).orElseThrow();
        assertThat(traits.taints())
                .containsExactly(new NodeTraits.Taint("node-role.kubernetes.io/control-plane", "", "NoSchedule"));
        assertThat(traits.leaving()).isTrue();
        assertThat(traits.ready()).isFalse();
    }
}
