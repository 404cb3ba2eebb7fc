package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.RouterReport;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.core.reasons.Reason;

/**
 * Takes a change of templates through a cluster, in the order in which MongoDB's manual upgrades one ("Upgrade a
 * Sharded Cluster"): stop the balancer and wait; config secondaries one by one, then their primary after it stepped
 * down; the shards one after the other likewise; mongos last; the balancer on again where it was on.
 *
 * <ol>
 *   <li>Nothing is restarted where the image does not start on the data ({@link VersionStep}), or what the Secrets hold
 *       would shut the restarted one out ({@link CredentialStep}).
 *   <li>A member that is down already, while all others of its set are well, is given its template first: it takes
 *       nothing away, and it is the way out of a template that does not start. One that is copying the data is not
 *       down: a restart would throw away what it has copied.
 *   <li>Before every other step all sets are whole and were heard within seconds.
 *   <li>That a change begins, and whether the balancer was on, is recorded before the balancer is stopped.
 *   <li>One member at a time in the whole cluster; a primary is not restarted but steps down and waits its turn. Only a
 *       set of one member has no other choice.
 *   <li>Mongos are given their template only while their gate is open.
 * </ol>
 *
 * <p>What was done is read from the members themselves, so that a leader that takes over at any step continues there.
 */
final class RollPlanner {
    private RollPlanner() {}

    static SetDecision decide(ClusterFact cluster, Instant now) {
        boolean members =
                cluster.sets().stream().flatMap(set -> set.members().stream()).anyMatch(RollPlanner::outdated);
        if (!members && !cluster.routers().outdated() && cluster.roll().isEmpty()) {
            return new SetDecision.Fine();
        }
        Optional<String> cordoned = cluster.config().members().stream()
                .map(MemberFact::zone)
                .filter(cluster.cordoned()::contains)
                .findFirst();
        if (cordoned.isPresent()) {
            return hold(
                    MongoReason.ZONE_CORDONED,
                    "nothing is restarted while zone %s is cordoned".formatted(cordoned.get()));
        }
        if (CredentialStep.refusal(cluster).isPresent()) {
            // The planner tells it.
            return new SetDecision.Fine();
        }
        Optional<Refusal> skipped = VersionStep.refusal(cluster).filter(refusal -> members);
        if (skipped.isPresent()) {
            return new SetDecision.Hold(skipped.get());
        }
        Optional<SetDecision> broken = mendBroken(cluster, now);
        if (broken.isPresent()) {
            return broken.get();
        }
        for (SetFact set : cluster.sets()) {
            Optional<String> lack = SetCompleteness.lack(set, now);
            if (lack.isPresent()) {
                return hold(MongoReason.MEMBERS_MISSING, "no other member is restarted: " + lack.get());
            }
        }
        Optional<SetFact> stale = cluster.sets().stream()
                .filter(set -> !SetCompleteness.recent(set, now))
                .findFirst();
        if (stale.isPresent()) {
            return act(new MongoAction.Look(stale.get().name()));
        }
        return cluster.routers().made()
                ? withBalancer(cluster, now)
                : step(cluster, now).orElseGet(() -> end(cluster));
    }

    private static SetDecision withBalancer(ClusterFact cluster, Instant now) {
        Optional<RouterReport> report = cluster.routers().report();
        if (report.isEmpty()) {
            return hold(
                    MongoReason.NO_MONGOS,
                    "nothing is restarted: no mongos responds, so the balancer cannot be stopped");
        }
        boolean left = cluster.routers().outdated()
                || cluster.sets().stream()
                        .flatMap(set -> set.members().stream())
                        .anyMatch(RollPlanner::outdated);
        if (!left) {
            return end(cluster);
        }
        if (cluster.roll().isEmpty()) {
            return act(new MongoAction.BeginRoll(report.get().balancerOn()));
        }
        if (report.get().balancerOn()) {
            return act(new MongoAction.StopBalancer());
        }
        if (report.get().balancerBusy()) {
            return new SetDecision.Wait("the balancer is finishing a chunk migration");
        }
        return step(cluster, now).orElseGet(() -> end(cluster));
    }

    private static Optional<SetDecision> mendBroken(ClusterFact cluster, Instant now) {
        for (SetFact set : cluster.sets()) {
            List<MemberFact> down = set.members().stream()
                    .filter(member ->
                            !member.state().readable() || !member.pod().settled())
                    .toList();
            if (down.size() == 1
                    && outdated(down.getFirst())
                    && down.getFirst().state() != MemberState.PRIMARY
                    && down.getFirst().state() != MemberState.SYNCING
                    && down.getFirst().state() != MemberState.RECOVERING
                    && SetCompleteness.lack(set, Optional.of(down.getFirst()), now)
                            .isEmpty()) {
                return Optional.of(
                        act(new MongoAction.Renew(set.name(), down.getFirst().host())));
            }
        }
        return Optional.empty();
    }

    private static Optional<SetDecision> step(ClusterFact cluster, Instant now) {
        for (SetFact set : cluster.sets()) {
            List<MemberFact> left =
                    set.members().stream().filter(RollPlanner::outdated).toList();
            if (left.isEmpty()) {
                continue;
            }
            Optional<MemberFact> secondary = left.stream()
                    .filter(member -> member.state() == MemberState.SECONDARY)
                    .findFirst();
            if (secondary.isPresent() || set.members().size() == 1) {
                return Optional.of(act(new MongoAction.Renew(
                        set.name(), secondary.orElse(left.getFirst()).host())));
            }
            return Optional.of(
                    Succession.stepDown(set, left.getFirst(), Set.of(), "it is the last to be restarted", now));
        }
        if (cluster.routers().outdated()) {
            // All sets are whole, so the gate is open.
            return Optional.of(act(new MongoAction.RenewRouters()));
        }
        return Optional.empty();
    }

    private static SetDecision end(ClusterFact cluster) {
        if (cluster.routers().made() && !cluster.routers().settled()) {
            return new SetDecision.Wait("mongos are restarted zone by zone");
        }
        if (cluster.roll().isEmpty()) {
            return new SetDecision.Fine();
        }
        boolean off = cluster.routers()
                .report()
                .filter(report -> !report.balancerOn())
                .isPresent();
        return cluster.roll().get().balancerWasOn() && off
                ? act(new MongoAction.StartBalancer())
                : act(new MongoAction.EndRoll());
    }

    private static boolean outdated(MemberFact member) {
        return member.pod().made() && member.pod().outdated();
    }

    private static SetDecision act(MongoAction action) {
        return new SetDecision.Act(action);
    }

    private static SetDecision hold(Reason reason, String message) {
        return new SetDecision.Hold(new Refusal(reason, message));
    }
}
