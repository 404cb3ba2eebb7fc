package io.zonekeeper.controllers.policies;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.core.ConditionFact;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PolicyConditionTest {
    @Test
    void theOneNamedDefaultIsInUse() {
        ConditionFact fact = PolicyController.inUse(policy("default", "Advise"));

        assertThat(fact.holds()).isTrue();
        assertThat(fact.reason().word()).isEqualTo("InUse");
    }

    /** The API server refuses another name, but not what was stored before that rule. */
    @Test
    void oneOfAnotherNameIsNotUsed() {
        ConditionFact fact = PolicyController.inUse(policy("mine", "Advise"));

        assertThat(fact.holds()).isFalse();
        assertThat(fact.reason().word()).isEqualTo("NotUsed");
        assertThat(fact.message()).isEqualTo("only the policy named default is used: delete this one");
    }

    @Test
    void theFormerNameOfDisabledIsRead() {
        assertThat(policy("default", "Off").getSpec().mode())
                .isEqualTo(policy("default", "Disabled").getSpec().mode());
    }

    private static ZoneHealthPolicy policy(String name, String mode) {
        return new KubernetesSerialization().unmarshal("""
                        apiVersion: zonekeeper.io/v1alpha1
                        kind: ZoneHealthPolicy
                        metadata: {name: %s}
                        spec: {mode: "%s"}
                        """.formatted(name, mode), ZoneHealthPolicy.class);
    }
}
