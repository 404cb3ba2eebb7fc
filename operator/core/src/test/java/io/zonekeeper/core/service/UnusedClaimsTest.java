package io.zonekeeper.core.service;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class UnusedClaimsTest {
    private static final List<String> CLAIMS = List.of(
            "data-web-a-0",
            "data-web-a-1",
            "data-web-a-10",
            "log-web-a-1",
            "other-web-a-5",
            "data-web-ab-7",
            "data-web-a-b-8",
            "data-web-a-01",
            "data-web-a-99999999999");

    @ParameterizedTest
    @CsvSource({"0, 4", "1, 3", "2, 1", "10, 1", "11, 0"})
    void areThoseOfOrdinalsThatAreNotAskedFor(int replicas, int unused) {
        assertThat(UnusedClaims.count(CLAIMS, List.of("data", "log"), "web-a", replicas))
                .isEqualTo(unused);
    }

    @ParameterizedTest
    @CsvSource({"data, 2", "log, 1", "none, 0"})
    void countByTemplate(String template, int unused) {
        assertThat(UnusedClaims.count(CLAIMS, List.of(template), "web-a", 1)).isEqualTo(unused);
    }
}
