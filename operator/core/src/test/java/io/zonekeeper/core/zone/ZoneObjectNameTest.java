package io.zonekeeper.core.zone;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ZoneObjectNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"us-east-1a", "1", "0-0", "eastus-1", "a--b"})
    void aDnsLabelIsTheName(String label) {
        assertThat(ZoneObjectName.of(label)).isEqualTo(label);
    }

    /** A change of these names would orphan the objects of running services. */
    @ParameterizedTest
    @CsvSource({
        "Room_1,        room-1-26j66",
        "room.1,        room-1-[a-z2-7]{5}",
        "US-East-1a,    us-east-1a-[a-z2-7]{5}",
        "dc1.rack2.eu,  dc1-rack2-eu-[a-z2-7]{5}",
        "_,             zone-[a-z2-7]{5}",
        "-a-,           a-[a-z2-7]{5}",
    })
    void anotherLabelIsMapped(String label, String pattern) {
        assertThat(ZoneObjectName.of(label)).matches(pattern);
    }

    @Test
    void labelsThatLookAlikeDoNotMeet() {
        Set<String> names = Stream.of("room_1", "room.1", "Room-1", "ROOM-1", "room-1", "room-1_", "-room-1")
                .map(ZoneObjectName::of)
                .collect(Collectors.toSet());
        assertThat(names).hasSize(7);
    }

    @Test
    void aLongLabelIsCut() {
        assertThat(ZoneObjectName.of("A".repeat(63))).hasSize(63).startsWith("a".repeat(57) + "-");
        assertThat(ZoneObjectName.of("A".repeat(56) + "_".repeat(7)))
                .startsWith("a".repeat(56) + "-")
                .hasSize(62);
    }

    @Test
    void noLabelHasNoName() {
        assertThatIllegalArgumentException().isThrownBy(() -> ZoneObjectName.of(""));
    }

    @Property
    void everyNameIsADnsLabelAndItsOwnName(@ForAll @NotEmpty String label) {
        String name = ZoneObjectName.of(label);
        assertThat(name).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
        assertThat(ZoneObjectName.of(name)).isEqualTo(name);
    }
}
