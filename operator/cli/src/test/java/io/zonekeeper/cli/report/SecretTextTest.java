package io.zonekeeper.cli.report;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What looks like a credential is left out of text; what only sounds like it stays. */
class SecretTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mongodb://root:pw@db:27017 closed | mongodb://(left out)@db:27017 closed",
                "Authorization: Bearer abcdefghij | Authorization: Bearer (left out)",
                "DB_PASSWORD=abc next | DB_PASSWORD=(left out) next",
                "{\"apiKey\":\"abc\",\"x\":1} | {\"apiKey\":\"(left out)\",\"x\":1}",
                "id AKIAABCDEFGHIJKLMNOP end | id (left out) end",
                "jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2ln end | jwt (left out) end",
                "-----BEGIN RSA PRIVATE KEY----- abc | -----BEGIN RSA PRIVATE KEY-----(left out)",
                "secrets \"db\" is forbidden | secrets \"db\" is forbidden",
                "4 of 4 renewals are missing | 4 of 4 renewals are missing",
                "GET https://host:443/api?x=1 | GET https://host:443/api?x=1",
            })
    void isClean(String text, String clean) {
        if (text.startsWith("-----")) {
            assertThat(new SecretText().clean(text)).doesNotContain("abc");
        } else {
            assertThat(new SecretText().clean(text)).isEqualTo(clean);
        }
    }
}
