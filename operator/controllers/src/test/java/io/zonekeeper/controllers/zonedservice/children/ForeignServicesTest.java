package io.zonekeeper.controllers.zonedservice.children;

import java.util.Map;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ForeignServicesTest {
    private static final Map<String, String> POD =
            Map.of("app", "frontend", "zonekeeper.io/zone", "a", "zonekeeper.io/outside-1", "true");

    @Test
    void oneWhoseWholeSelectorThePodsHaveSendsTrafficThere() {
        assertThat(selects(Map.of("app", "frontend"))).isTrue();
        assertThat(selects(Map.of("app", "frontend", "zonekeeper.io/outside-1", "true")))
                .isTrue();
    }

    @Test
    void oneThatAsksForMoreOrForNothingDoesNot() {
        assertThat(selects(Map.of("app", "frontend", "zonekeeper.io/outside-0", "true")))
                .as("its zone is left out already")
                .isFalse();
        assertThat(selects(Map.of("app", "backend"))).isFalse();
        assertThat(selects(Map.of()))
                .as("its endpoints are made by someone else")
                .isFalse();
        assertThat(ForeignServices.selects(new Service(), POD)).isFalse();
    }

    private static boolean selects(Map<String, String> selector) {
        return ForeignServices.selects(
                new ServiceBuilder()
                        .withNewSpec()
                        .withSelector(selector)
                        .endSpec()
                        .build(),
                POD);
    }
}
