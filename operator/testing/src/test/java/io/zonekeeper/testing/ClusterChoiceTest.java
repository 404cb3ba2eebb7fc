package io.zonekeeper.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

class ClusterChoiceTest {
    @ParameterizedTest(name = "cluster={0} kubeconfig={1} docker={2}: {3}")
    @CsvSource({
        "    ,        , true , K3S       , a Docker engine answers",
        "    ,        , false, LOCAL     , ZONEKEEPER_TEST_KUBECONFIG is not set and no Docker engine answers",
        "auto,        , true , K3S       , a Docker engine answers",
        "    , /tmp/k8, true , KUBECONFIG, ZONEKEEPER_TEST_KUBECONFIG is /tmp/k8",
        "auto, /tmp/k8, false, KUBECONFIG, ZONEKEEPER_TEST_KUBECONFIG is /tmp/k8",
    })
    void takesTheFirstThatIsPossible(
            String cluster, String kubeconfig, boolean docker, ClusterChoice.Provider provider, String why) {
        ClusterChoice choice = choose(cluster, kubeconfig, () -> docker);

        assertThat(choice.provider()).isEqualTo(provider);
        assertThat(choice.reason()).isEqualTo(why);
        assertThat(choice.kubeconfig())
                .isEqualTo(Optional.ofNullable(kubeconfig).map(Path::of));
    }

    @ParameterizedTest
    @CsvSource({"local, LOCAL", "k3s, K3S", "kubeconfig, KUBECONFIG"})
    void doesWhatItIsTold(String cluster, ClusterChoice.Provider provider) {
        ClusterChoice choice = choose(cluster, "/tmp/k8", ClusterChoiceTest::dockerIsNotAsked);

        assertThat(choice.provider()).isEqualTo(provider);
        assertThat(choice.line())
                .startsWith("zonekeeper-testing: on ")
                .endsWith("ZONEKEEPER_TEST_CLUSTER is " + cluster);
    }

    @Test
    void saysWhichWordsThereAre() {
        assertThatThrownBy(() -> choose("minikube", null, ClusterChoiceTest::dockerIsNotAsked))
                .hasMessage("ZONEKEEPER_TEST_CLUSTER is 'minikube', but must be one of auto, kubeconfig, k3s, local");
    }

    @Test
    void wantsTheKubeconfigItIsToUse() {
        assertThatThrownBy(() -> choose("kubeconfig", null, ClusterChoiceTest::dockerIsNotAsked))
                .hasMessageContaining("set ZONEKEEPER_TEST_KUBECONFIG");
    }

    private static boolean dockerIsNotAsked() {
        return fail("Docker was asked for");
    }

    private static ClusterChoice choose(String cluster, String kubeconfig, BooleanSupplier docker) {
        Map<String, Optional<String>> settings = Map.of(
                ClusterChoice.CLUSTER, Optional.ofNullable(cluster),
                ClusterChoice.KUBECONFIG, Optional.ofNullable(kubeconfig));
        return ClusterChoice.choose(settings::get, docker);
    }
}
