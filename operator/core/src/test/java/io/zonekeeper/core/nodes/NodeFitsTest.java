package io.zonekeeper.core.nodes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NodeFitsTest {
    private static final NodeTraits.Taint GPU = new NodeTraits.Taint("gpu", "a100", "NoSchedule");

    /** That no node suits it is for its rollout to find out; to leave zones for it would be an evacuation. */
    @Test
    void aChangeOfTheTemplateExcludesNoZoneInWhichItsPodsRun() {
        NodeTraits a = node("a", Map.of("disk", "ssd"));
        NodeTraits b = new NodeTraits("b", "us-east-1b", Map.of(), List.of(), true, false);
        for (String disk : List.of("ssd", "tape")) {
            var fits = NodeFits.of(selecting("disk", disk), List.of(a, b));
            assertThat(fits.get(b.zone()).misfit()).isPresent();
            assertThat(NodeFits.keeping(fits, NodeFits.of(NodeDemand.NONE, List.of(a, b)))
                            .values())
                    .as("and the pods that run there can be replaced")
                    .allMatch(fit -> fit.misfit().isEmpty() && fit.open() == 1);
            assertThat(NodeFits.keeping(fits, Map.of()))
                    .as("where no pod runs that suited a node, it is excluded")
                    .isEqualTo(fits);
        }
    }

    private static NodeDemand selecting(String label, String value) {
        return new NodeDemand(List.of(), Map.of(label, value), List.of(), Optional.empty());
    }

    @ParameterizedTest(name = "[{0}] [{1}] [{2}] [{3}] tolerates: {4}")
    @CsvSource({
        "gpu, Exists, '',   '',         true",
        "gpu, Exists, '',   NoSchedule, true",
        "gpu, Exists, '',   NoExecute,  false",
        "gpu, Equal,  a100, '',         true",
        "gpu, '',     a100, NoSchedule, true",
        "gpu, Equal,  h100, '',         false",
        "gpu, '',     '',   '',         false",
        "'',  Exists, '',   '',         true",
        "cpu, Exists, '',   '',         false",
    })
    void tolerationsAreTheSchedulers(String key, String operator, String value, String effect, boolean tolerates) {
        NodeDemand demand = new NodeDemand(
                List.of(new NodeDemand.Toleration(key, operator, value, effect)),
                Map.of(),
                List.of(),
                Optional.empty());
        assertThat(fit(demand, node("n", Map.of(), GPU)).misfit().isEmpty()).isEqualTo(tolerates);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "arch, In,           'amd64,arm64', true",
        "arch, In,           s390x,         false",
        "none, In,           amd64,         false",
        "arch, NotIn,        s390x,         true",
        "none, NotIn,        s390x,         true",
        "arch, NotIn,        amd64,         false",
        "arch, Exists,       '',            true",
        "none, Exists,       '',            false",
        "arch, DoesNotExist, '',            false",
        "none, DoesNotExist, '',            true",
        "cpus, Gt,           4,             true",
        "cpus, Gt,           8,             false",
        "cpus, Lt,           9,             true",
        "arch, Lt,           9,             false",
        "arch, Later,        x,             true",
    })
    void affinityIsTheSchedulers(String key, String operator, String values, boolean holds) {
        NodeDemand.Term term = new NodeDemand.Term(
                List.of(new NodeDemand.Expression(key, operator, Set.of(values.split(",")))), List.of());
        NodeDemand demand = new NodeDemand(List.of(), Map.of(), List.of(term), Optional.empty());
        NodeTraits node = node("n", Map.of("arch", "amd64", "cpus", "8"));
        assertThat(fit(demand, node).misfit().isEmpty()).isEqualTo(holds);
    }

    @Test
    void termsAreAlternativesAndMayNameANode() {
        NodeDemand demand = new NodeDemand(
                List.of(),
                Map.of(),
                List.of(
                        new NodeDemand.Term(
                                List.of(new NodeDemand.Expression("arch", "In", Set.of("s390x"))), List.of()),
                        new NodeDemand.Term(
                                List.of(), List.of(new NodeDemand.Expression("metadata.name", "In", Set.of("two"))))),
                Optional.empty());
        assertThat(fit(demand, node("one", Map.of()), node("two", Map.of())).fitting())
                .isEqualTo(1);
        assertThat(fit(demand, node("one", Map.of())).misfit().orElseThrow().message())
                .isEqualTo(
                        "z gets no pods: none of its 1 nodes accepts them (1 not matching the required nodeAffinity); change the template, or add nodes that do");
    }

    @Test
    void aTemplateThatNamesItsNodeRunsThereOnly() {
        NodeDemand demand = new NodeDemand(List.of(), Map.of(), List.of(), Optional.of("one"));
        assertThat(fit(demand, node("one", Map.of(), GPU)).open()).isEqualTo(1);
        assertThat(fit(demand, node("two", Map.of()))
                        .misfit()
                        .orElseThrow()
                        .reason()
                        .word())
                .isEqualTo("NodeNamed");
    }

    @Test
    void whatKeepsPodsAwayIsCounted() {
        NodeDemand pool = new NodeDemand(List.of(), Map.of("pool", "web"), List.of(), Optional.empty());
        ZoneFit fit = fit(pool, node("1", Map.of()), node("2", Map.of("pool", "web"), GPU), node("3", Map.of()));
        assertThat(fit.misfit().orElseThrow().reason().word()).isEqualTo("NodesTainted");
        assertThat(fit.misfit().orElseThrow().message())
                .contains(
                        "2 not matching the nodeSelector pool=web",
                        "1 with the taint gpu=a100:NoSchedule, which the template does not tolerate");
    }

    @Test
    void aZoneIsClosedWhenAllThatTookPodsAreOnTheirWayOut() {
        NodeTraits leaving = new NodeTraits("out", "z", Map.of(), List.of(), true, true);
        NodeTraits dead = new NodeTraits("dead", "z", Map.of(), List.of(), false, false);
        assertThat(fit(NodeDemand.NONE, leaving).closed()).isTrue();
        assertThat(fit(NodeDemand.NONE, leaving, dead).closed()).isTrue();
        assertThat(fit(NodeDemand.NONE, leaving, node("gpu", Map.of(), GPU)).closed())
                .isTrue();
        assertThat(fit(NodeDemand.NONE, leaving, node("open", Map.of())).closed())
                .isFalse();
        assertThat(fit(NodeDemand.NONE, dead).closed()).isFalse();
        assertThat(fit(NodeDemand.NONE, dead).misfit()).isEmpty();
    }

    private static NodeTraits node(String name, Map<String, String> labels, NodeTraits.Taint... taints) {
        return new NodeTraits(name, "z", labels, List.of(taints), true, false);
    }

    private static ZoneFit fit(NodeDemand demand, NodeTraits... nodes) {
        return NodeFits.of(demand, List.of(nodes)).get("z");
    }
}
