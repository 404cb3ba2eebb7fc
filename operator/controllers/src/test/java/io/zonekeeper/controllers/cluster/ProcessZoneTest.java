package io.zonekeeper.controllers.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessZoneTest {
    private final Map<String, String> nodes = new TreeMap<>();

    @Test
    void isFoundAsSoonAsTheNodeIsKnownAndHolds() {
        ProcessZone zone = zone(Optional.empty(), Optional.of("node-1"));
        assertThat(zone.get()).isEmpty();
        nodes.put("node-1", "us-east-1a");
        assertThat(zone.get()).contains("us-east-1a");
        nodes.clear();
        assertThat(zone.get()).as("its node is deleted").contains("us-east-1a");
    }

    @Test
    void isThatOfTheConfiguration() {
        nodes.put("node-1", "us-east-1a");
        assertThat(zone(Optional.of("us-east-1b"), Optional.of("node-1")).get()).contains("us-east-1b");
    }

    @Test
    void isNotKnownWithoutANode() {
        assertThat(zone(Optional.empty(), Optional.empty()).get()).isEmpty();
        assertThat(zone(Optional.empty(), Optional.of(" ")).get()).isEmpty();
    }

    private ProcessZone zone(Optional<String> configured, Optional<String> node) {
        return new ProcessZone(configured, node, name -> Optional.ofNullable(nodes.get(name)));
    }
}
