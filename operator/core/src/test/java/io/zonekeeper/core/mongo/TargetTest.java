package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.Credentials;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberReport;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.PodFact;
import io.zonekeeper.core.mongo.facts.RouterFact;
import io.zonekeeper.core.mongo.facts.RouterReport;
import io.zonekeeper.core.mongo.facts.ServerReport;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;
import io.zonekeeper.core.mongo.facts.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What servers are given: an image that starts on their data, and keys and certificates by which they know each other.
 */
class TargetTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final List<SetMember> CONFIG =
            List.of(SetMember.equal("a", "a"), SetMember.equal("b", "b"), SetMember.equal("c", "c"));

    @ParameterizedTest(name = "{0} on data of {1}: {2}")
    @CsvSource({
        "mongo:8.0,                                   8.0, ''",
        "mongo:8.0.4,                                 7.0, ''",
        "mongo:8,                                     7.0, ''",
        "mongo:8.0,                                   6.0, VersionSkipped",
        "mongo:8,                                     6.0, VersionSkipped",
        "mongo:9.0.1-noble,                           7.0, VersionSkipped",
        "registry.local:5000/percona/mongo:v8.0.4-1,  6.0, VersionSkipped",
        "mongo:8.0@sha256:0123456789abcdef,           6.0, VersionSkipped",
        "mongo:7.0,                                   8.0, VersionTooOld",
        "mongo:8.0,                                   8.2, VersionTooOld",
        "mongo:8.2,                                   8.0, ''",
        "registry.local:5000/mongo,                   6.0, ''",
        "mongo@sha256:0123456789abcdef,               6.0, ''",
        "mongo:latest,                                6.0, ''",
        "mongo:2026.11,                               6.0, ''",
    })
    void anImageStartsOnDataOfItsOwnOrThePreviousMajorVersion(String image, String data, String reason) {
        MongoPlan plan =
                MongoPlanner.plan(cluster(image, Credentials.NONE, List.of(), data, Optional.empty(), true), NOW);
        List<String> refusals =
                plan.held().stream().map(refusal -> refusal.reason().word()).toList();
        assertThat(refusals).isEqualTo(reason.isEmpty() ? List.of() : List.of(reason));
        assertThat(plan.actions().isEmpty()).isEqualTo(!reason.isEmpty());
    }

    @Test
    void whatToDoInsteadIsSaid() {
        ClusterFact cluster = cluster("mongo:8.0", Credentials.NONE, List.of(), "6.0", Optional.empty(), true);
        assertThat(MongoPlanner.plan(cluster, NOW).held().getFirst().message())
                .contains("featureCompatibilityVersion 6.0", "MongoDB 7.0", "setFeatureCompatibilityVersion: \"7.0\"");
        assertThat(MongoConditions.of(cluster, MongoPlanner.plan(cluster, NOW), List.of(), false, NOW))
                .anySatisfy(
                        fact -> assertThat(fact.type() + fact.reason().word()).isEqualTo("StalledVersionSkipped"));
    }

    @Test
    void whereNothingIsToBeRestartedNothingIsSaidOfVersions() {
        ClusterFact cluster = cluster("mongo:8.0", Credentials.NONE, List.of(), "6.0", Optional.empty(), false);
        assertThat(MongoPlanner.plan(cluster, NOW).held()).isEmpty();
    }

    @ParameterizedTest(name = "running with {0}, Secret holds {1}: {2}")
    @CsvSource({
        "old,     old,     ''",
        "old,     old+new, ''",
        "old+new, new,     ''",
        "old,     new,     KeyFileUnrelated",
        "'',      new,     ''",
    })
    void aKeyFileNeedsAKeyOfTheOneBefore(String loaded, String wanted, String reason) {
        Credentials before = new Credentials(set(loaded), Set.of(), Optional.empty(), Optional.empty());
        Credentials now = new Credentials(set(wanted), Set.of(), Optional.empty(), Optional.empty());
        assertThat(reasons(cluster("", now, List.of(before), "8.0", Optional.empty(), true)))
                .isEqualTo(set(reason));
    }

    @ParameterizedTest(name = "servers trust {0}, ca.crt is {1}, the certificate is signed by {2}: {3}")
    @CsvSource({
        "one,     one,     one, ''",
        "one,     one+two, one, ''",
        "one+two, one+two, two, ''",
        "one+two, two,     two, ''",
        "one,     one+two, two, CertificatesUnrelated",
        "one,     two,     two, CertificatesUnrelated",
        "'',      two,     two, ''",
    })
    void aCertificateNeedsAnAuthorityThatAllServersTrust(String loaded, String wanted, String issuer, String reason) {
        Credentials before = new Credentials(Set.of(), set(loaded), Optional.empty(), Optional.empty());
        Credentials now = new Credentials(Set.of(), set(wanted), Optional.of("new"), Optional.of(issuer));
        assertThat(reasons(cluster("", now, List.of(before), "8.0", Optional.empty(), true)))
                .isEqualTo(set(reason));
    }

    @Test
    void anAuthorityThatDoesNotVerifyTheCertificatesThatArePresentedIsRefused() {
        ServerReport.Presented foreign = new ServerReport.Presented("old", false, Optional.empty());
        Credentials wanted = new Credentials(Set.of(), Set.of("two"), Optional.of("new"), Optional.of("two"));
        MongoPlan plan = MongoPlanner.plan(cluster("", wanted, List.of(), "8.0", Optional.of(foreign), true), NOW);
        assertThat(plan.held()).extracting(refusal -> refusal.reason().word()).containsExactly("CertificatesUnrelated");
        assertThat(plan.actions()).as("nothing reads it").isEmpty();
    }

    @Test
    void aRenewedCertificateIsReadByOneMemberOfASetAfterTheOther() {
        Credentials wanted = new Credentials(Set.of(), Set.of("one"), Optional.of("new"), Optional.of("one"));
        ServerReport.Presented old = new ServerReport.Presented("old", true, Optional.empty());
        assertThat(MongoPlanner.plan(cluster("", wanted, List.of(wanted), "8.0", Optional.of(old), false), NOW)
                        .actions())
                .containsExactly(new MongoAction.RotateCertificates("cfg", "a"));
        ServerReport.Presented asked = new ServerReport.Presented("old", true, Optional.of(NOW.minusSeconds(5)));
        MongoPlan waiting =
                MongoPlanner.plan(cluster("", wanted, List.of(wanted), "8.0", Optional.of(asked), false), NOW);
        assertThat(waiting.actions()).isEmpty();
        assertThat(waiting.waiting()).singleElement().asString().contains("presents the certificate");
        assertThat(MongoPlanner.plan(
                                cluster("", wanted, List.of(wanted), "8.0", Optional.of(asked), false),
                                NOW.plusSeconds(16))
                        .actions())
                .as("the file may not have been there yet")
                .containsExactly(new MongoAction.RotateCertificates("cfg", "a"));
        ServerReport.Presented renewed = new ServerReport.Presented("new", true, Optional.of(NOW));
        MongoPlan done =
                MongoPlanner.plan(cluster("", wanted, List.of(wanted), "8.0", Optional.of(renewed), false), NOW);
        assertThat(done.actions()).isEmpty();
        assertThat(done.waiting()).isEmpty();
    }

    private static Set<String> reasons(ClusterFact cluster) {
        return MongoPlanner.plan(cluster, NOW).held().stream()
                .map(refusal -> refusal.reason().word())
                .collect(Collectors.toSet());
    }

    private static Set<String> set(String words) {
        return words.isEmpty()
                ? Set.of()
                : Arrays.stream(words.split("\\+", -1)).collect(Collectors.toSet());
    }

    private static ClusterFact cluster(
            String image,
            Credentials wanted,
            List<Credentials> loaded,
            String data,
            Optional<ServerReport.Presented> certificate,
            boolean outdated) {
        List<MemberFact> members = Stream.of("a", "b", "c")
                .map(zone -> new MemberFact(
                        zone,
                        zone,
                        Optional.of(new MemberReport(
                                zone.equals("a") ? MemberState.PRIMARY : MemberState.SECONDARY,
                                NOW,
                                Optional.of(new SetView(3, CONFIG, 1)),
                                new ServerReport(Optional.of(data), certificate))),
                        new PodFact(true, outdated, true, Optional.of(zone))))
                .toList();
        return new ClusterFact(
                List.of(new SetFact("cfg", members, Optional.empty(), true)),
                new RouterFact(true, false, true, Optional.of(new RouterReport(Set.of(), true, false))),
                Set.of(),
                Optional.empty(),
                new Target(image, wanted, loaded));
    }
}
