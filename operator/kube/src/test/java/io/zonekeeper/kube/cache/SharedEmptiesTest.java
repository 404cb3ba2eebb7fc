package io.zonekeeper.kube.cache;

import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedEmptiesTest {
    private final Service service = new ServiceBuilder()
            .withNewMetadata()
            .withName("web")
            .addToLabels("app", "web")
            .addNewOwnerReference()
            .withName("web")
            .endOwnerReference()
            .endMetadata()
            .withNewSpec()
            .addNewPort()
            .withPort(80)
            .endPort()
            .endSpec()
            .build();

    @Test
    void whatIsEmptyIsOneObjectHoweverDeep() {
        SharedEmpties.in(service);

        assertThat(service.getMetadata().getAnnotations()).isSameAs(Map.of());
        assertThat(service.getMetadata().getFinalizers()).isSameAs(List.of());
        assertThat(service.getAdditionalProperties()).isSameAs(Map.of());
        assertThat(service.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getAdditionalProperties()).isSameAs(Map.of()));
        assertThat(service.getSpec().getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getAdditionalProperties()).isSameAs(Map.of()));
    }

    @Test
    void theObjectIsTheSameToWhoeverReadsIt() {
        Service before = new ServiceBuilder(service).build();
        String text = Serialization.asJson(service);

        SharedEmpties.in(service);

        assertThat(service).isEqualTo(before);
        assertThat(Serialization.asJson(service)).isEqualTo(text);
        assertThat(new ServiceBuilder(service)
                        .editMetadata()
                        .addToAnnotations("a", "b")
                        .endMetadata()
                        .build()
                        .getMetadata()
                        .getAnnotations())
                .as("a copy can be changed")
                .containsEntry("a", "b");
    }
}
