package io.zonekeeper.controllers.policies;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicyStatus;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.PolicySettings;
import io.zonekeeper.controllers.framework.Controller;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Next;
import io.zonekeeper.controllers.framework.Resolution;
import io.zonekeeper.controllers.framework.Session;
import io.zonekeeper.controllers.provider.AwsIntegration;
import io.zonekeeper.controllers.signals.SignalTests;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.PolicyReason;
import io.zonekeeper.kube.objects.Conditions;

import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/** Reports of each ZoneHealthPolicy whether it is in effect, and publishes that the policy has changed. */
public final class PolicyController
        extends Controller<ZoneHealthPolicy, ZoneHealthPolicyStatus, PolicyController.Known, List<ConditionFact>> {
    private static final String READY = "Ready";

    /**
     * What a policy is reported from.
     *
     * @param inUse whether it is the one in effect
     * @param values what of the chart's values is to be applied to it; empty where it has none
     */
    record Known(ConditionFact inUse, Optional<ValuesPlan> values) {}

    private final ClusterState state;
    private final AwsIntegration aws;
    private final PolicyValues values;
    private final SignalTests tests;

    /** Creates a controller. */
    public PolicyController(
            Environment environment, ClusterState state, AwsIntegration aws, PolicyValues values, SignalTests tests) {
        super(ZoneHealthPolicy.class, environment, state.policies());
        this.state = state;
        this.aws = aws;
        this.values = values;
        this.tests = tests;
    }

    @Override
    protected List<EventSource<?, ZoneHealthPolicy>> eventSources(EventSourceContext<ZoneHealthPolicy> context) {
        var provider = new SimpleInboundEventSource<ZoneHealthPolicy>("provider");
        state.changes().subscribe(change -> {
            if (change instanceof Change.Provider) {
                provider.propagateEvent(new ResourceID(PolicySettings.NAME));
            }
        });
        tests.listen(() -> provider.propagateEvent(new ResourceID(PolicySettings.NAME)));
        return List.of(provider);
    }

    /** Finds out whether the policy is the one in effect, and who set its fields. */
    @Override
    protected Resolution<Known> resolve(ZoneHealthPolicy policy) {
        ConditionFact inUse = inUse(policy);
        return new Resolution.Ready<>(new Known(inUse, inUse.holds() ? values.read() : Optional.empty()));
    }

    /** Returns whether the policy is in use. */
    static ConditionFact inUse(ZoneHealthPolicy policy) {
        return policy.getMetadata().getName().equals(PolicySettings.NAME)
                ? ConditionFact.yes(READY, PolicyReason.IN_USE, "in effect")
                : ConditionFact.no(
                        READY,
                        PolicyReason.NOT_USED,
                        "only the policy named " + PolicySettings.NAME + " is used: delete this one");
    }

    @Override
    protected List<ConditionFact> plan(ZoneHealthPolicy policy, Known known) {
        Stream<ConditionFact> ofChart = known.values().map(ValuesPlan::condition).stream();
        Stream<ConditionFact> ofAws = known.inUse().holds() ? aws.policyConditions().stream() : Stream.empty();
        Stream<ConditionFact> ofSignals = known.inUse().holds() ? tests.condition().stream() : Stream.empty();
        return Stream.of(Stream.of(known.inUse()), ofSignals, ofChart, ofAws)
                .flatMap(Function.identity())
                .toList();
    }

    @Override
    protected Next apply(
            Session<ZoneHealthPolicy, ZoneHealthPolicyStatus> session, Known known, List<ConditionFact> conditions) {
        known.values().ifPresent(values::apply);
        state.changes().publish(new Change.Policy());
        session.report(status(session.object(), conditions));
        return Next.whenChanged();
    }

    @Override
    protected ZoneHealthPolicyStatus paused(ZoneHealthPolicy policy, Known known, List<ConditionFact> conditions) {
        return status(policy, conditions);
    }

    @Override
    protected ZoneHealthPolicyStatus refused(ZoneHealthPolicy policy, Refusal why) {
        return status(
                policy,
                List.of(ConditionFact.no(
                        READY, why.reason(), why.message() + "; the last valid settings stay in effect")));
    }

    @Override
    protected ZoneHealthPolicy empty() {
        return new ZoneHealthPolicy();
    }

    @Override
    protected void tell(ZoneHealthPolicy before, ZoneHealthPolicyStatus status) {
        // Its conditions report everything; nothing happens to it that would be an Event.
    }

    private ZoneHealthPolicyStatus status(ZoneHealthPolicy policy, List<ConditionFact> conditions) {
        Long generation = policy.getMetadata().getGeneration();
        return new ZoneHealthPolicyStatus(
                generation,
                Conditions.merge(
                        Optional.ofNullable(policy.getStatus())
                                .map(ZoneHealthPolicyStatus::conditions)
                                .orElse(null),
                        conditions,
                        generation,
                        environment().clock().instant()));
    }
}
