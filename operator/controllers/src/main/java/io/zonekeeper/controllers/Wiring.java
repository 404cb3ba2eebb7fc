package io.zonekeeper.controllers;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.ProcessZone;
import io.zonekeeper.controllers.drains.Drains;
import io.zonekeeper.controllers.drains.ForeignBudgets;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Controllers;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.LazyControllers;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.mongocluster.MongoController;
import io.zonekeeper.controllers.ownpods.OwnPodSpread;
import io.zonekeeper.controllers.policies.FollowedPolicy;
import io.zonekeeper.controllers.policies.PolicyController;
import io.zonekeeper.controllers.policies.PolicyValues;
import io.zonekeeper.controllers.provider.AwsIntegration;
import io.zonekeeper.controllers.provider.DatabaseController;
import io.zonekeeper.controllers.shards.AnnouncedShards;
import io.zonekeeper.controllers.shards.ServicesOfOthers;
import io.zonekeeper.controllers.shards.ShardAnnouncement;
import io.zonekeeper.controllers.signals.ApiLiveness;
import io.zonekeeper.controllers.signals.KubeletWitness;
import io.zonekeeper.controllers.signals.NodeLeases;
import io.zonekeeper.controllers.signals.NodeSignals;
import io.zonekeeper.controllers.signals.ObserverLeases;
import io.zonekeeper.controllers.signals.ProbeSignals;
import io.zonekeeper.controllers.signals.PrometheusSignals;
import io.zonekeeper.controllers.signals.SignalSource;
import io.zonekeeper.controllers.signals.SignalTests;
import io.zonekeeper.controllers.signals.ZoneWatch;
import io.zonekeeper.controllers.webview.WebViewComponent;
import io.zonekeeper.controllers.zonalproxy.ProxyController;
import io.zonekeeper.controllers.zonedservice.ServicePace;
import io.zonekeeper.controllers.zonedservice.ServiceResolver;
import io.zonekeeper.controllers.zonedservice.ZonedServiceController;
import io.zonekeeper.controllers.zonedservice.children.ServiceBudgets;
import io.zonekeeper.controllers.zonedservice.children.ServiceChildren;
import io.zonekeeper.controllers.zonedservice.planning.PodDiagnostics;
import io.zonekeeper.controllers.zonedservice.pods.PodPlaces;
import io.zonekeeper.controllers.zonedservice.pods.ZoneFits;
import io.zonekeeper.controllers.zonefailover.FailoverCleanup;
import io.zonekeeper.controllers.zonefailover.OptedInNamespaces;
import io.zonekeeper.controllers.zonefailover.ZoneFailoverController;
import io.zonekeeper.controllers.zones.ApiZoneStore;
import io.zonekeeper.controllers.zones.FollowedZones;
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.controllers.zones.Zones;
import io.zonekeeper.kube.client.OwnZone;
import io.zonekeeper.kube.probe.ApiServerProbe;

/**
 * Everything that runs in an operator, and what each part is given: a graph without circles, made once.
 *
 * <p>Observation to action, in this order: signals and nodes, the judge ({@link ZoneWatch}), what is decided of zones
 * ({@link ZoneController}, or {@link FollowedZones} where another operator decides), and the controllers that act on
 * it. They share {@link ClusterState} and know no more of each other.
 */
final class Wiring {
    private final Environment environment;
    private final Leadership leadership;
    private final ClusterState state;
    private final AwsIntegration aws;
    private final ZoneFits fits;
    private final ServicePace pace;
    private final ZonedServiceController services;
    private final ApiZoneStore store;
    private final SignalTests tests;
    private final Zones zones;
    private final List<Component> components;

    /** What only an operator that judges zones runs, or only one that follows. */
    private record Role(Controllers controllers, Zones zones, List<Component> others) {}

    Wiring(Environment environment, Leadership leadership, ClusterState state) {
        this.environment = environment;
        this.leadership = leadership;
        this.state = state;
        this.aws = new AwsIntegration(environment, state);
        this.fits = new ZoneFits(state);
        this.pace = new ServicePace(environment, state);
        this.store = new ApiZoneStore(environment);
        this.tests = new SignalTests(environment.metrics());
        var drains = new Drains(environment, state);
        var budgets = new ForeignBudgets(environment, state.changes());
        var places = new PodPlaces(environment, state, leadership);
        var children = new ServiceChildren(environment);
        this.services = new ZonedServiceController(
                environment,
                state,
                new ServiceResolver(
                        state, pace, new PodDiagnostics(environment.client(), System::nanoTime), fits, places),
                children,
                new ServiceBudgets(environment, children, drains, budgets),
                pace,
                aws.loadBalancers());
        var ownZone = new ProcessZone(
                environment.config().zone(),
                Optional.ofNullable(System.getenv(OwnZone.NODE_NAME)),
                state.nodes()::zoneOf);
        var signals = signals(
                environment,
                state,
                new KubeletWitness(ownZone, store::kubeletsReached, System::nanoTime),
                services,
                aws);
        tests.of(signals);
        var watch = watch(environment, leadership, state, store, signals, ownZone);
        if (environment.config().shard().divided()) {
            environment
                    .metrics()
                    .shards()
                    .keeping(
                            environment.config().shard(),
                            () -> leadership.leading() && state.zones().isPresent());
        }
        Role role = environment.config().shard().judges() ? judging() : following();
        this.zones = role.zones();
        var census = new ObjectCensus(environment, state);
        var first = Stream.of(state.nodes(), budgets, store, pace, role.controllers(), aws);
        var then = Stream.of(watch, tests, zones, drains, fits, places);
        this.components = Stream.of(first, then, role.others().stream(), Stream.of(census))
                .<Component>flatMap(Function.identity())
                .toList();
    }

    /** Decides on zones, keeps all kinds, and knows the services that others keep. */
    private Role judging() {
        environment.metrics().objects().count(Zone.class.getSimpleName(), () -> store.list().stream());
        var values = new PolicyValues(environment.client(), environment.config().defaultPolicy());
        leadership.onLead(values::create);
        var policies = new PolicyController(environment, state, aws, values, tests);
        var lazily = new LazyControllers(environment, leadership)
                .add(ZoneFailover.class, () -> new ZoneFailoverController(environment, state, pace, fits))
                .add(ZonalProxy.class, () -> new ProxyController(environment, state))
                .add(MongoCluster.class, () -> new MongoController(environment, state))
                .add(MultiAZDatabase.class, () -> new DatabaseController(environment, state, aws));
        Stream<Component> kept = Stream.of(
                lazily,
                new FailoverCleanup(environment, state, leadership),
                new OptedInNamespaces(environment, leadership),
                new OwnPodSpread(environment, state, leadership),
                new WebViewComponent(environment, state, store, leadership));
        Stream<Component> shards = environment.config().leaderElection().enabled()
                ? Stream.of(new ShardAnnouncement(environment, leadership))
                : Stream.empty();
        Stream<Component> others = environment.config().shard().divided()
                ? Stream.of(new ServicesOfOthers(environment, state))
                : Stream.empty();
        return new Role(
                Controllers.elected(environment, leadership, services, policies),
                new ZoneController(environment, state, store, aws.reports(), leadership),
                Stream.of(others, shards, kept)
                        .<Component>flatMap(Function.identity())
                        .toList());
    }

    /** Keeps its share of the services, by what another operator decides. */
    private Role following() {
        var shards = new AnnouncedShards(environment, System::nanoTime);
        var policy = new FollowedPolicy(environment, state);
        return new Role(
                Controllers.elected(environment, leadership, services),
                new FollowedZones(environment, state, store, policy::synced, shards, leadership),
                List.of(policy, shards));
    }

    private static ZoneWatch watch(
            Environment environment,
            Leadership leadership,
            ClusterState state,
            ApiZoneStore store,
            List<SignalSource> signals,
            ProcessZone ownZone) {
        var apiServer = new ApiServerProbe(
                URI.create(environment.client().getMasterUrl().toString()));
        var liveness = new ApiLiveness(apiServer::answers, System::nanoTime);
        return new ZoneWatch(state, signals, store, liveness, leadership, environment, ownZone);
    }

    private static List<SignalSource> signals(
            Environment environment,
            ClusterState state,
            KubeletWitness kubelets,
            ZonedServiceController services,
            AwsIntegration aws) {
        var leases = new NodeLeases(environment.client(), System::nanoTime);
        var observers =
                new ObserverLeases(environment.client(), environment.config().namespace(), System::nanoTime);
        Stream<SignalSource> kubernetes = Stream.of(
                new NodeSignals(state.nodes(), leases, kubelets),
                new ProbeSignals(state.stacks(), observers, services::onTrial),
                new PrometheusSignals(state));
        return Stream.concat(kubernetes, aws.signals().stream()).toList();
    }

    Zones zones() {
        return zones;
    }

    List<Component> components() {
        return components;
    }
}
