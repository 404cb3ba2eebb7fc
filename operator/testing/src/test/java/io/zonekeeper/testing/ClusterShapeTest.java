package io.zonekeeper.testing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClusterShapeTest {
    @Test
    void sharedClusterHasThreeZonesWithNamesAndIds() {
        assertThat(ClusterShape.SHARED.zones())
                .extracting(ClusterShape.ZoneName::toString)
                .containsExactly("us-east-1a=use1-az1", "us-east-1b=use1-az2", "us-east-1c=use1-az4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1a", "=use1-az1", "us-east-1a="})
    void zoneNeedsNameAndId(String pair) {
        assertThatThrownBy(() -> ClusterShape.ZoneName.parse(pair)).hasMessageContaining("write NAME=ID");
    }
}
