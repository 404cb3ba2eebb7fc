package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.RouterReport;
import io.zonekeeper.core.mongo.facts.SetFact;

/**
 * Decides what is next for a sharded cluster.
 *
 * <ol>
 *   <li>Quorum of each set, and from the config servers' the mongos gate.
 *   <li>For each set: a primary in a cordoned zone steps down ({@link CordonStepDown}), else the set is made or its
 *       members changed ({@link Formation}).
 *   <li>A member that presents an old certificate reads its files again ({@link CertificateRotation}).
 *   <li>Only when no set asks for anything: shards that lack are added.
 *   <li>Only then members are restarted ({@link RollPlanner}).
 * </ol>
 *
 * <p>Invariants: at most one action a set, and at most one restart in the cluster; never force; no voter changes while
 * another member of the set is behind; no restart while a set is not whole, save of a member that is down already.
 */
public final class MongoPlanner {
    private MongoPlanner() {}

    /** Decides what is next. */
    public static MongoPlan plan(ClusterFact cluster, Instant now) {
        var quorums = new TreeMap<String, SetQuorum>();
        cluster.sets().forEach(set -> quorums.put(set.name(), SetQuorum.of(set, now)));
        List<MongoAction> actions = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        List<Refusal> held = new ArrayList<>();
        for (SetFact set : cluster.sets()) {
            SetDecision stepDown = CordonStepDown.decide(set, cluster.cordoned(), now);
            if (!(stepDown instanceof SetDecision.Act)) {
                SetDecision members = Formation.decide(set, now);
                take(members, actions, waiting, held);
                if (!(members instanceof SetDecision.Act)) {
                    take(CertificateRotation.decide(set, cluster, now), actions, waiting, held);
                }
            }
            take(stepDown, actions, waiting, held);
        }
        if (actions.isEmpty()) {
            take(shards(cluster, quorums.get(SetFact.CONFIG), now), actions, waiting, held);
        }
        CredentialStep.refusal(cluster).ifPresent(held::add);
        if (actions.isEmpty()) {
            take(RollPlanner.decide(cluster, now), actions, waiting, held);
        }
        Set<String> whole = cluster.sets().stream()
                .filter(set -> SetCompleteness.lack(set, now).isEmpty())
                .map(SetFact::name)
                .collect(Collectors.toSet());
        return new MongoPlan(quorums, whole, MongosGate.of(quorums.get(SetFact.CONFIG)), actions, waiting, held);
    }

    private static SetDecision shards(ClusterFact cluster, SetQuorum config, Instant now) {
        Optional<RouterReport> report = cluster.routers().report();
        if (!cluster.routers().made()) {
            return new SetDecision.Fine();
        }
        List<SetFact> lacking = cluster.shards().stream()
                .filter(set -> report.filter(known -> known.shards().contains(set.name()))
                        .isEmpty())
                .toList();
        if (lacking.isEmpty()) {
            return new SetDecision.Fine();
        }
        if (report.isEmpty()) {
            // Of shards that were added before nothing is said while no mongos answers.
            return new SetDecision.Wait("a mongos responds");
        }
        SetFact next = lacking.getFirst();
        if (config.state() != QuorumState.WRITABLE) {
            return new SetDecision.Wait("shard %s is added when config servers have a primary".formatted(next.name()));
        }
        return SetCompleteness.lack(next, now)
                .<SetDecision>map(lack ->
                        new SetDecision.Wait("shard %s is added when it is complete: %s".formatted(next.name(), lack)))
                .orElseGet(() -> new SetDecision.Act(new MongoAction.AddShard(
                        next.name(),
                        next.members().stream().map(MemberFact::host).toList())));
    }

    private static void take(
            SetDecision decision, List<MongoAction> actions, List<String> waiting, List<Refusal> held) {
        switch (decision) {
            case SetDecision.Fine() -> {}
            case SetDecision.Act(MongoAction action) -> actions.add(action);
            case SetDecision.Wait(String what) -> waiting.add(what);
            case SetDecision.Hold(Refusal refusal) -> held.add(refusal);
        }
    }
}
