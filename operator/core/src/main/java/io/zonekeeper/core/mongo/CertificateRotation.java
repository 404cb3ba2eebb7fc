package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.ServerReport;
import io.zonekeeper.core.mongo.facts.SetFact;

/**
 * Lets members that present another certificate than the Secret holds read their files again, one after the other. A
 * kubelet needs a minute or two to bring a Secret into a pod, so a member is asked again until it presents the new one.
 */
final class CertificateRotation {
    /** A member is asked no more often. */
    static final Duration AGAIN = Duration.ofSeconds(20);

    private CertificateRotation() {}

    static SetDecision decide(SetFact set, ClusterFact cluster, Instant now) {
        Optional<String> wanted = cluster.target().wanted().certificate();
        if (wanted.isEmpty()) {
            return new SetDecision.Fine();
        }
        List<MemberFact> old = set.members().stream()
                .filter(member -> certificate(member)
                        .filter(shown -> !shown.fingerprint().equals(wanted.get()))
                        .isPresent())
                .filter(member -> member.state() != MemberState.UNREACHABLE)
                .toList();
        if (old.isEmpty() || CredentialStep.refusal(cluster).isPresent()) {
            return new SetDecision.Fine();
        }
        return old.stream()
                .filter(member -> certificate(member)
                        .flatMap(ServerReport.Presented::rotated)
                        .filter(asked -> asked.isAfter(now.minus(AGAIN)))
                        .isEmpty())
                .findFirst()
                .<SetDecision>map(
                        member -> new SetDecision.Act(new MongoAction.RotateCertificates(set.name(), member.host())))
                .orElseGet(() -> new SetDecision.Wait("%s presents the certificate of spec.tls.secret"
                        .formatted(old.getFirst().host())));
    }

    private static Optional<ServerReport.Presented> certificate(MemberFact member) {
        return member.report().flatMap(report -> report.server().certificate());
    }
}
