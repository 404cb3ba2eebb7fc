package io.zonekeeper.core.zone;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ZoneCatalogTest {
    private static final ZoneCatalog CATALOG = ZoneCatalog.of(List.of(
            zone("us-east-1b", "use1-az2", true),
            zone("us-east-1a", "use1-az1", true),
            zone("rack-7", "", true),
            // Its name is the ID of another, and one ID is left over from a rename.
            zone("use1-az2", "odd", true),
            zone("us-east-1old", "use1-az1", false),
            zone("twin-1", "twin", true),
            zone("twin-2", "twin", true)));

    @Test
    void whatRunsIsFoundByWhatItWasMadeFor() {
        ZoneCatalog catalog = CATALOG.recalling(List.of(
                zone("us-east-1z", "use1-az6", false), zone("twin-1", "twin", false), zone("twin-2", "lost", false)));
        assertThat(catalog.resolve("use1-az6")).isInstanceOf(Resolution.Unknown.class);
        assertThat(catalog.recalled("us-east-1z")).contains(zone("us-east-1z", "use1-az6", false));
        assertThat(catalog.resolve("twin")).isEqualTo(new Resolution.Found(zone("twin-1", "twin", true)));
        assertThat(catalog.resolve("lost")).isEqualTo(new Resolution.Found(zone("twin-2", "twin", true)));
        assertThat(catalog.zones()).isEqualTo(CATALOG.zones());
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1a, us-east-1a",
        "rack-7,     rack-7",
        "odd,        use1-az2",
        "use1-az2,   use1-az2",
        "use1-az1,   us-east-1a",
    })
    void findsByNameThenById(String written, String expected) {
        assertThat(CATALOG.resolve(written))
                .isInstanceOfSatisfying(
                        Resolution.Found.class,
                        found -> assertThat(found.zone().name()).isEqualTo(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            us-east-1d | There is no zone "us-east-1d". Did you mean "us-east-1a"? Known zones: us-east-1a (use1-az1), us-east-1b (use1-az2).
            US-EAST-1B | There is no zone "US-EAST-1B". Did you mean "us-east-1b"? Known zones: us-east-1a (use1-az1), us-east-1b (use1-az2).
            use1-az11  | There is no zone "use1-az11". Did you mean "use1-az1"? Known zones: us-east-1a (use1-az1), us-east-1b (use1-az2).
            moon       | There is no zone "moon". Known zones: us-east-1a (use1-az1), us-east-1b (use1-az2).
            """)
    void suggestsTheNearestSpelling(String written, String message) {
        ZoneCatalog catalog =
                ZoneCatalog.of(List.of(zone("us-east-1b", "use1-az2", true), zone("us-east-1a", "use1-az1", true)));
        assertThat(catalog.resolve(written))
                .isEqualTo(new Resolution.Unknown(new Refusal(ServiceReason.UNKNOWN_ZONE, message)));
    }

    @Test
    void anIdOfSeveralZonesIsAmbiguous() {
        assertThat(CATALOG.resolve("twin"))
                .isEqualTo(
                        new Resolution.Unknown(
                                new Refusal(
                                        ServiceReason.AMBIGUOUS_ZONE,
                                        "The ID \"twin\" is carried by 2 zones: write the name of one: twin-1 (twin), twin-2 (twin).")));
    }

    @Test
    void anEmptyCatalogSaysSo() {
        assertThat(ZoneCatalog.of(List.of()).resolve("a"))
                .isEqualTo(
                        new Resolution.Unknown(
                                new Refusal(
                                        ServiceReason.UNKNOWN_ZONE,
                                        "There is no zone \"a\": no zone is known yet, no node carries the label topology.kubernetes.io/zone.")));
    }

    @Test
    void findsListsInTheirOrderAndQuotesBothSpellings() {
        ZoneSelection selection =
                CATALOG.resolveAll(Arrays.asList("us-east-1b", "use1-az1", "moon", "us-east-1a", "rack-7"));
        assertThat(selection.found()).extracting(KnownZone::name).containsExactly("us-east-1b", "us-east-1a", "rack-7");
        assertThat(selection.unknown())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("UnknownZone");
        assertThat(selection.namedTwice())
                .containsExactly(new Refusal(
                        ServiceReason.ZONE_NAMED_TWICE,
                        "\"use1-az1\" and \"us-east-1a\" are the same zone, us-east-1a (use1-az1): list it once."));
        assertThat(selection.refusals())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("ZoneNamedTwice", "UnknownZone");
    }

    @Test
    void ordersZonesByName() {
        assertThat(CATALOG.zones())
                .extracting(KnownZone::name)
                .containsExactly("rack-7", "twin-1", "twin-2", "us-east-1a", "us-east-1b", "us-east-1old", "use1-az2");
    }

    @Test
    void refusesAZoneTwice() {
        KnownZone zone = zone("a", "", true);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ZoneCatalog.of(List.of(zone, zone)))
                .withMessage("zones must not hold a zone twice: a");
    }

    private static KnownZone zone(String name, String id, boolean present) {
        return new KnownZone(new ZoneIdentity(name, id, "us-east-1"), name, present, OptionalInt.empty());
    }
}
