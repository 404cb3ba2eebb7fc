package io.zonekeeper.app.policy;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicyStatus;
import io.zonekeeper.app.kubernetes.Conditions;
import io.zonekeeper.app.kubernetes.TolerantDecoding;
import io.zonekeeper.core.ConditionFact;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;

/** Says of each ZoneHealthPolicy whether it is in use, and hands the one that is to those who read it. */
public final class ZoneHealthPolicyReconciler implements Reconciler<ZoneHealthPolicy> {
    private final PolicySettings settings;
    private final Runnable onChange;
    private final Clock clock;

    /**
     * Creates a reconciler.
     *
     * @param settings what reads the policy
     * @param onChange called when a policy came or changed
     * @param clock the time for conditions
     */
    public ZoneHealthPolicyReconciler(PolicySettings settings, Runnable onChange, Clock clock) {
        this.settings = settings;
        this.onChange = onChange;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ZoneHealthPolicy>> prepareEventSources(EventSourceContext<ZoneHealthPolicy> context) {
        settings.readFrom(() -> context.getPrimaryCache().get(new ResourceID(PolicySettings.NAME)));
        return List.of();
    }

    @Override
    public UpdateControl<ZoneHealthPolicy> reconcile(ZoneHealthPolicy policy, Context<ZoneHealthPolicy> context) {
        onChange.run();
        Long generation = policy.getMetadata().getGeneration();
        var before = Optional.ofNullable(policy.getStatus())
                .map(ZoneHealthPolicyStatus::conditions)
                .orElse(null);
        var after = new ZoneHealthPolicyStatus(
                generation, Conditions.merge(before, List.of(fact(policy)), generation, clock.instant()));
        if (!after.equals(policy.getStatus())) {
            ZoneHealthPolicy fresh = new ZoneHealthPolicy();
            fresh.getMetadata().setName(policy.getMetadata().getName());
            fresh.setStatus(after);
            PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(policy, fresh, context);
        }
        return UpdateControl.noUpdate();
    }

    private static ConditionFact fact(ZoneHealthPolicy policy) {
        Optional<String> problem = TolerantDecoding.problem(policy);
        if (problem.isPresent()) {
            return ConditionFact.no(
                    "Ready",
                    "Undecodable",
                    "this version cannot read the policy, built-in defaults hold: " + problem.get());
        }
        if (!policy.getMetadata().getName().equals(PolicySettings.NAME)) {
            return ConditionFact.no(
                    "Ready",
                    "NotUsed",
                    "only the policy named " + PolicySettings.NAME + " is read: rename this one, or delete it");
        }
        return ConditionFact.yes(
                "Ready",
                "InUse",
                "in effect, but for signals.aws and aws, which are kept and not acted on by this version");
    }
}
