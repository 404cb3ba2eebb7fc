package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.core.reasons.Reason;

/** What the conditions of a MongoCluster say. */
public final class MongoConditions {
    /** A member that was restarted and is away for longer than this is called lost: it will not come on its own. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What does not pass on its own. */
    private static final Set<Reason> FOR_GOOD = Set.of(
            MongoReason.DATA_LOST,
            MongoReason.WRONG_CREDENTIALS,
            MongoReason.CERTIFICATE_NOT_TRUSTED,
            MongoReason.MEMBER_NOT_RECOVERED,
            MongoReason.STALE_VOLUME,
            MongoReason.KEY_FILE_UNRELATED,
            MongoReason.CERTIFICATES_UNRELATED,
            MongoReason.VERSION_SKIPPED,
            MongoReason.VERSION_TOO_OLD);

    private MongoConditions() {}

    /**
     * Returns the conditions.
     *
     * @param cluster as it is found
     * @param plan what is next
     * @param refusals what the API server or a mongod refused
     * @param paused whether a user holds everything
     */
    public static List<ConditionFact> of(
            ClusterFact cluster, MongoPlan plan, List<Refusal> refusals, boolean paused, Instant now) {
        List<ConditionFact> facts = new ArrayList<>();
        Optional<Refusal> stalled = Stream.of(
                        denied(cluster).stream(),
                        untrusted(cluster).stream(),
                        notBack(cluster, plan, now).stream(),
                        refusals.stream(),
                        plan.held().stream())
                .flatMap(all -> all)
                .filter(refusal -> refusals.contains(refusal) || FOR_GOOD.contains(refusal.reason()))
                .findFirst();
        Optional<String> progress = progress(plan);
        facts.add(ready(cluster, plan));
        facts.add(progress.<ConditionFact>map(what -> ConditionFact.yes("Reconciling", MongoReason.IN_PROGRESS, what))
                .orElseGet(() -> ConditionFact.no("Reconciling", MongoReason.SETTLED, "no change in progress")));
        facts.add(stalled.map(refusal -> ConditionFact.yes("Stalled", refusal.reason(), refusal.message()))
                .orElseGet(() -> ConditionFact.no("Stalled", MongoReason.NOT_STALLED, "no errors")));
        facts.add(pinned(cluster));
        facts.add(guarded(plan));
        if (!plan.held().isEmpty()) {
            facts.add(ConditionFact.yes(
                    "Held",
                    plan.held().getFirst().reason(),
                    plan.held().stream().map(Refusal::message).collect(Collectors.joining("; "))));
        }
        Customization.of(cluster).ifPresent(facts::add);
        if (cluster.config().members().size() == 1) {
            facts.add(ConditionFact.no(
                    "Redundant",
                    MongoReason.ONE_CONFIG_SERVER,
                    "one config server is for development: if its zone is lost, so is the cluster; list 3 zones"));
        }
        if (paused) {
            facts.add(ConditionFact.yes(
                    "Paused",
                    AnyReason.ANNOTATED,
                    "nothing is changed while the annotation zonekeeper.io/paused is set"));
        }
        return facts;
    }

    private static MongoReason ofMetadata(QuorumState state) {
        return switch (state) {
            case READ_ONLY -> MongoReason.METADATA_READ_ONLY;
            case UNAVAILABLE -> MongoReason.METADATA_UNAVAILABLE;
            case WRITABLE, UNKNOWN -> MongoReason.METADATA_UNKNOWN;
        };
    }

    private static MongoReason ofShard(QuorumState state) {
        return switch (state) {
            case READ_ONLY -> MongoReason.SHARD_READ_ONLY;
            case UNAVAILABLE -> MongoReason.SHARD_UNAVAILABLE;
            case WRITABLE, UNKNOWN -> MongoReason.SHARD_UNKNOWN;
        };
    }

    private static ConditionFact ready(ClusterFact cluster, MongoPlan plan) {
        for (SetFact set : cluster.sets()) {
            SetQuorum quorum = plan.quorums().get(set.name());
            if (quorum.state() == QuorumState.WRITABLE) {
                continue;
            }
            MongoReason reason = !set.formed() && set.view().isEmpty()
                    ? MongoReason.FORMING
                    : set.config() ? ofMetadata(quorum.state()) : ofShard(quorum.state());
            return ConditionFact.no("Ready", reason, quorum.why());
        }
        if (!cluster.routers().made() || !cluster.routers().settled()) {
            return ConditionFact.no("Ready", MongoReason.MONGOS_NOT_READY, "not all mongos are ready");
        }
        Optional<String> lacking = cluster.shards().stream()
                .map(SetFact::name)
                .filter(shard -> cluster.routers()
                        .report()
                        .filter(report -> report.shards().contains(shard))
                        .isEmpty())
                .findFirst();
        if (lacking.isPresent()) {
            return ConditionFact.no(
                    "Ready", MongoReason.SHARD_NOT_ADDED, "shard %s is not added".formatted(lacking.get()));
        }
        Optional<MemberFact> missing = cluster.sets().stream()
                .flatMap(set -> set.members().stream())
                .filter(member -> !member.state().readable())
                .findFirst();
        return missing.map(member -> ConditionFact.yes(
                        "Ready",
                        MongoReason.DEGRADED,
                        "%s is %s; all sets have a primary"
                                .formatted(member.host(), member.state().word())))
                .orElseGet(() -> ConditionFact.yes(
                        "Ready", MongoReason.SERVING, "all sets have a primary and all their members"));
    }

    private static Optional<String> progress(MongoPlan plan) {
        return plan.actions().stream()
                .filter(action -> !(action instanceof MongoAction.Look))
                .findFirst()
                .map(action -> "next: " + words(action.getClass().getSimpleName()))
                .or(() -> plan.waiting().stream().findFirst());
    }

    /** {@code AddShard} to "add shard". */
    private static String words(String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(java.util.Locale.ROOT);
    }

    private static ConditionFact pinned(ClusterFact cluster) {
        String wrong = cluster.sets().stream()
                .flatMap(set -> set.members().stream())
                .filter(member -> member.pod()
                        .runsIn()
                        .filter(zone -> !zone.equals(member.zone()))
                        .isPresent())
                .map(member -> "%s belongs to %s and runs in %s"
                        .formatted(
                                member.host(),
                                member.zone(),
                                member.pod().runsIn().orElseThrow()))
                .collect(Collectors.joining("; "));
        return wrong.isEmpty()
                ? ConditionFact.yes("Pinned", MongoReason.AS_REQUESTED, "every running member is in its zone")
                : ConditionFact.no(
                        "Pinned",
                        MongoReason.WRONG_ZONE,
                        wrong + ": two members in one zone are lost together; delete the pod when its set is complete");
    }

    private static ConditionFact guarded(MongoPlan plan) {
        return plan.gate().open()
                ? ConditionFact.no(
                        "MongosGuarded", MongoReason.OPEN, plan.gate().reason())
                : ConditionFact.yes(
                        "MongosGuarded",
                        MongoReason.CLOSED,
                        "mongos must not be restarted: " + plan.gate().reason());
    }

    private static Optional<Refusal> denied(ClusterFact cluster) {
        return cluster.sets().stream()
                .flatMap(set -> set.members().stream())
                .filter(member -> member.state() == MemberState.DENIED)
                .findFirst()
                .map(member -> new Refusal(
                        MongoReason.WRONG_CREDENTIALS,
                        "%s refuses the administrator of spec.auth.adminSecret: put the name and password that the server accepts into the Secret"
                                .formatted(member.host())));
    }

    private static Optional<Refusal> untrusted(ClusterFact cluster) {
        return cluster.sets().stream()
                .flatMap(set -> set.members().stream())
                .filter(member -> member.state() == MemberState.UNTRUSTED)
                .findFirst()
                .map(member -> new Refusal(
                        MongoReason.CERTIFICATE_NOT_TRUSTED,
                        "ca.crt of spec.tls.secret does not verify the certificate that %s presents: restore the authority that signed it in ca.crt, beside the new one, until every server presents a certificate of the new one"
                                .formatted(member.host())));
    }

    private static Optional<Refusal> notBack(ClusterFact cluster, MongoPlan plan, Instant now) {
        return cluster.roll()
                .filter(roll -> roll.stepSince().isBefore(now.minus(PATIENCE)))
                .flatMap(roll -> plan.held().stream()
                        .filter(refusal -> refusal.reason() == MongoReason.MEMBERS_MISSING)
                        .findFirst()
                        .map(refusal -> new Refusal(
                                MongoReason.MEMBER_NOT_RECOVERED,
                                "%s for longer than %d min (last step: %s): check its pod; to fix it, apply a template that starts: this member gets it first"
                                        .formatted(refusal.message(), PATIENCE.toMinutes(), roll.step()))));
    }
}
