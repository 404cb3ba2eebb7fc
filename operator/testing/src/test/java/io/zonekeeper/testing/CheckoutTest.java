package io.zonekeeper.testing;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckoutTest {
    @Test
    void isFoundUpward() {
        assertThat(Checkout.file("hack/cluster")).isExecutable();
    }

    @Test
    void saysWhereItLooked(@TempDir Path elsewhere) {
        assertThatThrownBy(() -> Checkout.find(elsewhere))
                .hasMessageContainingAll(elsewhere.toString(), "hack/cluster");
    }
}
