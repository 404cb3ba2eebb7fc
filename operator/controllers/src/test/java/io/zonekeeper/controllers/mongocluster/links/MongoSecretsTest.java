package io.zonekeeper.controllers.mongocluster.links;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterSpec;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.testing.FakeApi;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.controllers.mongocluster.links.MongoSecretsInApi.cluster;
import static org.assertj.core.api.Assertions.assertThat;

/** What the Secrets of a cluster must hold, and what a person is told to put into one that does not. */
class MongoSecretsTest {
    private static TestCertificates certificates;

    private FakeApi api;
    private MongoSecretsInApi secrets;

    @BeforeAll
    static void make() throws Exception {
        certificates = TestCertificates.of(List.of("localhost"));
    }

    @BeforeEach
    void start() throws Exception {
        api = new FakeApi();
        secrets = new MongoSecretsInApi(api);
        secrets.put("key", Map.of("keyFile", "- old\n- new\n"));
        secrets.put("admin", Map.of("username", "root\n", "password", "secret\n"));
        secrets.put("tls", Map.of("ca.crt", certificates.authority(), "tls-combined.pem", certificates.combined()));
    }

    @AfterEach
    void stop() throws IOException {
        api.close();
    }

    @Test
    void aClusterWithoutAccessControlAndTlsNeedsNone() {
        MongoSecrets.Reading.Found found = found(cluster(null, null));
        assertThat(found.access()).isEqualTo(new MongoAccess("", "", Optional.empty()));
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void allThatIsNeededIsReadAndNothingElse() throws Exception {
        MongoSecrets.Reading.Found found = found(complete());
        assertThat(found.access().user()).as("without the line's end").isEqualTo("root");
        assertThat(found.access().password()).isEqualTo("secret");
        assertThat(found.access().authority()).hasValue(certificates.authority().strip());
        assertThat(found.credentials().keys()).hasSize(2);
        String server = Certificates.fingerprint(certificates.certificate("server"));
        String authority = Certificates.fingerprint(certificates.certificate("ca"));
        assertThat(found.credentials().authorities()).containsExactly(authority);
        assertThat(found.credentials().certificate()).hasValue(server);
        assertThat(found.credentials().issuer()).hasValue(authority);
        assertThat(api.requests()).hasSize(3);
    }

    @Test
    void oneThatDoesNotExistIsNamedWithItsKeys() {
        secrets.remove("admin");
        assertThat(refusal(complete()))
                .isEqualTo(
                        new Refusal(
                                MongoReason.SECRET_MISSING,
                                "Secret admin does not exist: create it with the keys username and password; no server starts without it"));
    }

    @Test
    void aKeyThatIsMissingIsNamed() {
        secrets.put("admin", Map.of("username", "root"));
        assertThat(refusal(complete()).message()).contains("Secret admin has no key password");
        secrets.put("admin", null);
        assertThat(refusal(complete()).message()).contains("Secret admin has no key username");
    }

    @Test
    void aCertificateWithoutItsKeyCannotBeUsed() throws Exception {
        tls(certificates.authority(), certificates.combined().replaceAll("(?s)-----BEGIN PRIVATE KEY.*", ""));
        assertThat(unusable()).contains("tls-combined.pem of Secret tls contains no private key");
    }

    @Test
    void whatIsNoCertificateIsToldByKey() throws Exception {
        tls("", certificates.combined());
        assertThat(unusable()).contains("ca.crt of Secret tls contains no certificates");
        tls(certificates.authority(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertThat(unusable()).contains("tls-combined.pem of Secret tls contains no certificates");
    }

    @Test
    void anotherAuthorityIsTold() throws Exception {
        tls(TestCertificates.of(List.of("localhost")).authority(), certificates.combined());
        assertThat(unusable()).contains("not signed by any in ca.crt", "put the authority that signed it");
    }

    private void tls(String authority, String combined) {
        secrets.put("tls", Map.of("ca.crt", authority, "tls-combined.pem", combined));
    }

    private String unusable() {
        Refusal refusal = refusal(complete());
        assertThat(refusal.reason().word()).isEqualTo("SecretUnusable");
        return refusal.message();
    }

    private static MongoCluster complete() {
        return cluster(new MongoClusterSpec.Auth("key", "admin"), new MongoClusterSpec.Tls("tls"));
    }

    private MongoSecrets.Reading.Found found(MongoCluster cluster) {
        return (MongoSecrets.Reading.Found) new MongoSecrets(api.client()).read(cluster);
    }

    private Refusal refusal(MongoCluster cluster) {
        return ((MongoSecrets.Reading.Lacking) new MongoSecrets(api.client()).read(cluster)).refusal();
    }
}
