package io.zonekeeper.controllers.mongocluster;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus.Gate;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus.Member;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus.ReplicaSet;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus.Rollout;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.mongo.MongoConditions;
import io.zonekeeper.core.mongo.MongoPlan;
import io.zonekeeper.core.mongo.MongosGate;
import io.zonekeeper.core.mongo.QuorumState;
import io.zonekeeper.core.mongo.SetQuorum;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.RollMemory;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.kube.objects.Conditions;

/** Makes the status. What is recorded before something irreversible is done is in it too. */
final class MongoReport {
    private final Clock clock;

    MongoReport(Clock clock) {
        this.clock = clock;
    }

    /**
     * Returns the status to write.
     *
     * @param refusals what was refused besides what the plan holds back
     */
    MongoClusterStatus status(
            MongoCluster cluster, ClusterFact fact, MongoPlan plan, List<Refusal> refusals, boolean paused) {
        Instant now = clock.instant();
        Optional<MongoClusterStatus> before = Optional.ofNullable(cluster.getStatus());
        SetQuorum config = plan.config();
        List<ConditionFact> conditions = MongoConditions.of(fact, plan, refusals, paused, now);
        if (cluster.getSpec().auth() == null) {
            conditions = new ArrayList<>(conditions);
            conditions.add(
                    ConditionFact.no(
                            "Secured",
                            MongoReason.NO_ACCESS_CONTROL,
                            "there is no access control: anyone who can reach the servers may read and write everything; set spec.auth"));
        }
        return new MongoClusterStatus(
                cluster.getMetadata().getGeneration(),
                config.state().word(),
                "%d/%d".formatted(config.answering(), config.voters()),
                fact.sets().stream()
                        .map(set -> "%s %s"
                                .formatted(set.name(), primaryZone(plan, set).orElse("-")))
                        .collect(Collectors.joining(", ")),
                gate(before.map(MongoClusterStatus::gate), plan.gate(), now),
                fact.sets().stream()
                        .map(set -> set(set, plan, ClusterFacts.told(cluster, set.name())))
                        .toList(),
                paused ? before.map(MongoClusterStatus::rollout).orElse(null) : rollout(fact, plan, now),
                Conditions.merge(
                        before.map(MongoClusterStatus::conditions).orElse(null),
                        conditions,
                        cluster.getMetadata().getGeneration(),
                        now));
    }

    /** Returns the status of a cluster of which nothing can be said but this; the gate stays as it is. */
    MongoClusterStatus refused(MongoCluster cluster, Refusal refusal) {
        Optional<MongoClusterStatus> before = Optional.ofNullable(cluster.getStatus());
        List<ConditionFact> facts = List.of(
                ConditionFact.no("Ready", refusal.reason(), refusal.message()),
                ConditionFact.no("Reconciling", refusal.reason(), refusal.message()),
                ConditionFact.yes("Stalled", refusal.reason(), refusal.message()));
        return new MongoClusterStatus(
                cluster.getMetadata().getGeneration(),
                QuorumState.UNKNOWN.word(),
                before.map(MongoClusterStatus::quorum).orElse(null),
                before.map(MongoClusterStatus::primaries).orElse(null),
                gate(before.map(MongoClusterStatus::gate), new MongosGate(false, refusal.message()), clock.instant()),
                before.map(MongoClusterStatus::sets).orElse(null),
                before.map(MongoClusterStatus::rollout).orElse(null),
                Conditions.merge(
                        before.map(MongoClusterStatus::conditions).orElse(null),
                        facts,
                        cluster.getMetadata().getGeneration(),
                        clock.instant()));
    }

    private static Gate gate(Optional<Gate> before, MongosGate now, Instant at) {
        String state = now.open() ? "Open" : "Closed";
        String since = before.filter(known -> known.state().equals(state))
                .map(Gate::since)
                .orElseGet(() -> Conditions.text(at));
        return new Gate(state, since, now.reason());
    }

    private static ReplicaSet set(SetFact set, MongoPlan plan, Optional<ReplicaSet> before) {
        Optional<String> chosen = plan.actions().stream()
                .flatMap(action ->
                        action instanceof MongoAction.ChooseFirst(String name, String host) && name.equals(set.name())
                                ? Optional.of(host).stream()
                                : Optional.<String>empty().stream())
                .findFirst();
        boolean formed = set.formed() || set.view().isPresent();
        return new ReplicaSet(
                set.name(),
                plan.quorums().get(set.name()).state().word(),
                chosen.or(() -> before.map(ReplicaSet::initiated)).orElse(null),
                formed ? Boolean.TRUE : null,
                primaryZone(plan, set).orElse(null),
                members(set));
    }

    /** Those that are removed are reported beside those that are asked for; users' own have no zone to be listed by. */
    private static List<Member> members(SetFact set) {
        Map<String, Member> byZone = new LinkedHashMap<>();
        Stream.concat(set.members().stream(), set.leaving().stream())
                .filter(member -> !member.zone().isEmpty())
                .forEach(member -> byZone.putIfAbsent(member.zone(), member(member)));
        return List.copyOf(byZone.values());
    }

    private static Member member(MemberFact member) {
        return new Member(
                member.zone(),
                member.host(),
                member.state().word(),
                member.pod().runsIn().orElse(null));
    }

    private static Optional<String> primaryZone(MongoPlan plan, SetFact set) {
        return plan.quorums()
                .get(set.name())
                .primary()
                .map(member -> member.zone().isEmpty() ? member.host() : member.zone());
    }

    private static Rollout rollout(ClusterFact fact, MongoPlan plan, Instant now) {
        Optional<RollMemory> roll = fact.roll();
        for (MongoAction action : plan.actions()) {
            if (action instanceof MongoAction.BeginRoll(boolean on)) {
                roll = Optional.of(new RollMemory(now, on, MongoOperations.describe(action), now));
            } else if (action instanceof MongoAction.EndRoll) {
                roll = Optional.empty();
            } else if (action instanceof MongoAction.Renew
                    || action instanceof MongoAction.RenewRouters
                    || action instanceof MongoAction.StepDown) {
                roll = roll.map(known -> known.at(MongoOperations.describe(action), now));
            }
        }
        return roll.map(known -> new Rollout(
                        Conditions.text(known.since()),
                        known.balancerWasOn() ? ClusterFacts.ENABLED : ClusterFacts.DISABLED,
                        Objects.requireNonNullElse(known.step(), ""),
                        Conditions.text(known.stepSince())))
                .orElse(null);
    }
}
