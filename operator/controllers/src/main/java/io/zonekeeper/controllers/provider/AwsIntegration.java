package io.zonekeeper.controllers.provider;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Signals;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.ProviderReports;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.metrics.AwsMetrics;
import io.zonekeeper.controllers.signals.SignalSource;
import io.zonekeeper.controllers.zonedservice.planning.LoadBalancers;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.database.DatabaseControl;
import io.zonekeeper.core.reasons.PolicyReason;
import io.zonekeeper.core.zone.ZoneIdentity;

/** Everything that the operator does with AWS. Where it is switched off, no class of the SDK is loaded. */
public final class AwsIntegration implements Component {
    private final ClusterState state;
    private final Optional<On> on;
    private volatile Asked asked = new Asked(Optional.empty(), Optional.empty());

    /** What of the policy decides what is asked. */
    private record Asked(Optional<Signals.AwsSignals> signals, Optional<ZoneHealthPolicySpec.Aws> aws) {}

    /** What there is only where AWS is switched on. */
    private record On(AwsRegions regions, AwsPoller news, BalancerLoops balancers) {
        Databases databases() {
            return new Databases() {
                @Override
                public Optional<DatabaseControl> in(Optional<String> region) {
                    return region.or(regions::home).map(name -> regions.of(name).databases());
                }

                @Override
                public Optional<Refusal> mistaken(ZoneIdentity zone) {
                    return news.mistaken(zone);
                }
            };
        }
    }

    /** Prepares it; nothing is asked before the signals are started. */
    public AwsIntegration(Environment environment, ClusterState state) {
        this.state = state;
        this.on = environment.config().aws().enabled() ? Optional.of(switchedOn(environment, state)) : Optional.empty();
        state.changes().subscribe(change -> {
            if (change instanceof Change.Policy) {
                policyChanged();
            }
        });
    }

    private static On switchedOn(Environment environment, ClusterState state) {
        var config = environment.config().aws();
        AwsMetrics metrics = environment.metrics().aws();
        var regions = new AwsRegions(config, state, new LeadersCalls(environment, metrics));
        var news = new AwsPoller(state, regions, config.pollInterval(), System::nanoTime);
        metrics.ages(news::age);
        metrics.shiftLifetime(config.shiftExpiresIn());
        return new On(
                regions, news, new BalancerLoops(regions, news, state, config.shiftExpiresIn(), environment.clock()));
    }

    /** Its signals are started by whoever judges by them; load balancers when the first service names one. */
    @Override
    public void start() {}

    @Override
    public void close() {
        on.ifPresent(parts -> {
            parts.balancers().close();
            parts.regions().close();
        });
    }

    /** Returns what AWS reports of zones, as evidence. */
    public List<SignalSource> signals() {
        return on.<SignalSource>map(On::news).stream().toList();
    }

    /** Returns what AWS reports of zones, for users and for the guards. */
    public ProviderReports reports() {
        return on.<ProviderReports>map(On::news).orElse(ProviderReports.NOTHING);
    }

    /** Returns the load balancers. */
    public LoadBalancers loadBalancers() {
        return on.<LoadBalancers>map(On::balancers).orElse(LoadBalancers.OFF);
    }

    /** Returns the conditions of the policy that concern its use of AWS. */
    public List<ConditionFact> policyConditions() {
        if (on.isPresent()) {
            return on.get().news().facts();
        }
        boolean wanted =
                state.policy().awsSignals().isPresent() || state.policy().aws().isPresent();
        return wanted
                ? List.of(
                        ConditionFact.no(
                                "AWSReachable",
                                PolicyReason.AWS_OFF,
                                "signals.aws and aws have no effect because AWS is disabled: set the chart's aws.enabled to true"))
                : List.of();
    }

    /** Returns the databases; empty where AWS is switched off. */
    Optional<Databases> databases() {
        return on.map(On::databases);
    }

    /** What the policy asks for again is asked at once. */
    private void policyChanged() {
        var now = new Asked(state.policy().awsSignals(), state.policy().aws());
        if (!now.equals(asked)) {
            asked = now;
            on.ifPresent(parts -> {
                parts.news().poke();
                parts.balancers().poke();
            });
        }
    }
}
