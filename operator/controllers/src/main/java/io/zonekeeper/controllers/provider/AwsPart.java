package io.zonekeeper.controllers.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.Signals;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.policies.PolicySettings;
import io.zonekeeper.controllers.zonedservice.planning.LoadBalancers;
import io.zonekeeper.controllers.zones.ProviderSays;
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.controllers.zones.ZoneState;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.aws.Statement.Source;
import io.zonekeeper.core.health.SignalSource;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.events.Events;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Everything that the operator does with AWS. Where it is switched off, no class of the SDK is loaded and no thread
 * runs, but for one that tells MultiAZDatabases so.
 */
public final class AwsPart implements AutoCloseable {
    private final OperatorConfig config;
    private final KubernetesClient client;
    private final PolicySettings policy;
    private final Events events;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final Optional<On> on;
    private final DatabasesWithoutAws off;
    private volatile boolean leading;
    private volatile Supplier<Optional<ZoneState>> zones = Optional::empty;
    private volatile Asked asked = new Asked(Optional.empty(), Optional.empty());

    /** What of the policy decides what is asked. */
    private record Asked(Optional<Signals.AwsSignals> signals, Optional<ZoneHealthPolicySpec.Aws> aws) {}

    /** What there is only where AWS is switched on. */
    private record On(AwsRegions regions, AwsNews news, BalancerKeepers balancers, DatabaseController databases) {}

    /** Prepares it; nothing is asked before {@link #start}. */
    public AwsPart(
            OperatorConfig config,
            KubernetesClient client,
            PolicySettings policy,
            Events events,
            OperatorMetrics metrics,
            Clock clock) {
        this.config = config;
        this.client = client;
        this.policy = policy;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
        this.on = config.aws().enabled() ? Optional.of(switchedOn()) : Optional.empty();
        this.off = new DatabasesWithoutAws(client, config.namespaces(), new DatabaseEvents(events, metrics), clock);
    }

    private On switchedOn() {
        Supplier<Optional<ZoneCatalog>> catalog = () -> zones.get().map(ZoneState::catalog);
        Duration interval = config.aws().pollInterval();
        var regions = new AwsRegions(config.aws(), policy, metrics, catalog);
        var news = new AwsNews(policy, regions, catalog, interval, System::nanoTime);
        var databaseEvents = new DatabaseEvents(events, metrics);
        for (Source source : Source.values()) {
            metrics.heardAws(
                    source.word(),
                    () -> news.age(source)
                            .map(age -> (Number) (age.toMillis() / 1000.0))
                            .orElse(Double.NaN));
        }
        return new On(
                regions,
                news,
                new BalancerKeepers(regions, news, policy, config.aws().shiftExpiresIn(), clock),
                new DatabaseController(
                        client,
                        config.namespaces(),
                        (namespace, name) -> new DatabaseKeeper(
                                namespace,
                                name,
                                client,
                                regions,
                                () -> zones.get(),
                                news::mistaken,
                                policy,
                                () -> leading,
                                databaseEvents,
                                interval.multipliedBy(2),
                                clock)));
    }

    /** Begins to ask. */
    public void start(ZoneController controller) {
        zones = controller::state;
        on.ifPresent(parts -> {
            parts.news().onChange(controller::trigger);
            controller.onChange(parts.databases()::poke);
            parts.news().start();
            parts.databases().start();
        });
    }

    /** Begins to act: this process leads. */
    public void lead() {
        leading = true;
        on.ifPresentOrElse(parts -> parts.databases().poke(), off::start);
    }

    /** Returns what AWS says of zones as evidence. */
    public SignalSource signals() {
        return on.<SignalSource>map(On::news).orElse(SignalSource.NONE);
    }

    /** Returns what AWS says of zones, for people and for the guards. */
    public ProviderSays says() {
        return on.<ProviderSays>map(On::news).orElse(ProviderSays.NOTHING);
    }

    /** Returns the load balancers. */
    public LoadBalancers loadBalancers() {
        return on.<LoadBalancers>map(On::balancers).orElse(LoadBalancers.OFF);
    }

    /** Takes note that the policy may have changed: what it asks for anew is asked at once. */
    public void policyChanged() {
        var now = new Asked(policy.awsSignals(), policy.aws());
        if (!now.equals(asked)) {
            asked = now;
            on.ifPresent(parts -> {
                parts.news().poke();
                parts.balancers().poke();
                parts.databases().poke();
            });
        }
    }

    /** Returns what is to be said of the policy's use of AWS. */
    public List<ConditionFact> policyFacts() {
        if (on.isPresent()) {
            return on.get().news().facts();
        }
        boolean wanted = policy.awsSignals().isPresent() || policy.aws().isPresent();
        return wanted
                ? List.of(
                        ConditionFact.no(
                                "AWSHeard",
                                "AWSOff",
                                "signals.aws and aws have no effect, for AWS is switched off: set the chart's aws.enabled to true"))
                : List.of();
    }

    /** Has something done whenever {@link #policyFacts} may have become something else. */
    public void onPolicyFacts(Runnable listener) {
        on.ifPresent(parts -> parts.news().onChange(listener));
    }

    @Override
    public void close() {
        off.close();
        on.ifPresent(parts -> {
            parts.news().close();
            parts.balancers().close();
            parts.databases().close();
            parts.regions().close();
        });
    }
}
