package io.zonekeeper.controllers.policies;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicyStatus;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.objects.Conditions;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/** Reports for each ZoneHealthPolicy whether it is in use, and provides the one in use to its readers. */
public final class ZoneHealthPolicyReconciler implements Reconciler<ZoneHealthPolicy> {
    private final PolicySettings settings;
    private final Runnable onChange;
    private final Supplier<List<ConditionFact>> aws;
    private final Consumer<Runnable> onAwsChange;
    private final Clock clock;

    /**
     * Creates a reconciler.
     *
     * @param settings what reads the policy
     * @param onChange called when a policy came or changed
     * @param aws what is to be said of the policy's use of AWS
     * @param onAwsChange has something done whenever that becomes something else
     * @param clock the time for conditions
     */
    public ZoneHealthPolicyReconciler(
            PolicySettings settings,
            Runnable onChange,
            Supplier<List<ConditionFact>> aws,
            Consumer<Runnable> onAwsChange,
            Clock clock) {
        this.settings = settings;
        this.onChange = onChange;
        this.aws = aws;
        this.onAwsChange = onAwsChange;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, ZoneHealthPolicy>> prepareEventSources(EventSourceContext<ZoneHealthPolicy> context) {
        settings.readFrom(() -> context.getPrimaryCache().get(new ResourceID(PolicySettings.NAME)));
        var awsChanges = new SimpleInboundEventSource<ZoneHealthPolicy>("aws");
        onAwsChange.accept(() -> awsChanges.propagateEvent(new ResourceID(PolicySettings.NAME)));
        return List.of(awsChanges);
    }

    @Override
    public UpdateControl<ZoneHealthPolicy> reconcile(ZoneHealthPolicy policy, Context<ZoneHealthPolicy> context) {
        onChange.run();
        Long generation = policy.getMetadata().getGeneration();
        var before = Optional.ofNullable(policy.getStatus())
                .map(ZoneHealthPolicyStatus::conditions)
                .orElse(null);
        var after = new ZoneHealthPolicyStatus(
                generation, Conditions.merge(before, facts(policy), generation, clock.instant()));
        if (!after.equals(policy.getStatus())) {
            ZoneHealthPolicy fresh = new ZoneHealthPolicy();
            fresh.getMetadata().setName(policy.getMetadata().getName());
            fresh.setStatus(after);
            PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(policy, fresh, context);
        }
        return UpdateControl.noUpdate();
    }

    private List<ConditionFact> facts(ZoneHealthPolicy policy) {
        ConditionFact ready = fact(policy);
        return ready.holds()
                ? Stream.concat(Stream.of(ready), aws.get().stream()).toList()
                : List.of(ready);
    }

    /** Whether the policy is in use. */
    static ConditionFact fact(ZoneHealthPolicy policy) {
        Optional<String> problem = TolerantDecoding.problem(policy);
        if (problem.isPresent()) {
            return ConditionFact.no(
                    "Ready",
                    "Undecodable",
                    "this version cannot read the policy, built-in defaults hold: " + problem.get());
        }
        if (!policy.getMetadata().getName().equals(PolicySettings.NAME)) {
            return ConditionFact.no(
                    "Ready", "NotUsed", "only the policy named " + PolicySettings.NAME + " is used: delete this one");
        }
        return ConditionFact.yes("Ready", "InUse", "in effect");
    }
}
