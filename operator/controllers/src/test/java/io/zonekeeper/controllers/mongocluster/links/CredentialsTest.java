package io.zonekeeper.controllers.mongocluster.links;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.controllers.mongocluster.manifests.CredentialMarks;
import io.zonekeeper.core.mongo.facts.Credentials;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates are told apart, and a template tells what its pods read. */
class CredentialsTest {
    @Test
    void theAuthorityOfACertificateIsFound() throws Exception {
        TestCertificates one = TestCertificates.of(List.of("a"));
        TestCertificates two = TestCertificates.of(List.of("a"));
        var both = Certificates.read(two.authority() + one.authority());
        assertThat(both).hasSize(2);
        assertThat(Certificates.authority(Certificates.read(one.combined()), both))
                .contains(one.certificate("ca"));
        assertThat(Certificates.authority(Certificates.read(one.renewed()), both))
                .contains(one.certificate("ca"));
        assertThat(Certificates.authority(Certificates.read(one.combined()), Certificates.read(two.authority())))
                .isEmpty();
        assertThat(Certificates.fingerprint(one.certificate("server")))
                .isNotEqualTo(Certificates.fingerprint(one.certificate("renewed")));
    }

    @Test
    void anAccessTrustsWhatItTrustedBeforeWhileServersChangeOver() throws Exception {
        TestCertificates one = TestCertificates.of(List.of("a"));
        MongoAccess before = new MongoAccess("admin", "pw", Optional.of(one.authority()));
        MongoAccess next = new MongoAccess("admin", "pw", Optional.of("other"));
        assertThat(next.same(before)).isFalse();
        assertThat(next.after(before).same(next)).isTrue();
        assertThat(next.after(before).former()).contains(one.authority());
        assertThat(next.after(before).alone()).isEqualTo(next);
        assertThat(new MongoAccess("admin", "new", before.authority())
                        .after(before)
                        .former())
                .as("another password changes no authority")
                .isEmpty();
    }

    @Test
    void aTemplateTellsWhatItsPodsReadAndMembersAreNotRestartedForACertificate() {
        Credentials credentials =
                new Credentials(Set.of("k1", "k2"), Set.of("a1"), Optional.of("c1"), Optional.of("a1"));
        ObjectNode member = JsonNodeFactory.instance.objectNode();
        CredentialMarks.member(member, credentials);
        ObjectNode router = JsonNodeFactory.instance.objectNode();
        CredentialMarks.router(router, credentials);
        assertThat(member.toString()).doesNotContain("c1");
        assertThat(router.toString()).contains("c1");
        Credentials read = new Credentials(Set.of("k1", "k2"), Set.of("a1"), Optional.empty(), Optional.empty());
        assertThat(CredentialMarks.read(member)).isEqualTo(read);
        assertThat(CredentialMarks.read(router)).isEqualTo(read);
        assertThat(CredentialMarks.read(JsonNodeFactory.instance.objectNode())).isEqualTo(Credentials.NONE);
    }
}
