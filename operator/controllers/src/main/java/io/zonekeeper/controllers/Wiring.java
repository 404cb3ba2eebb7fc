package io.zonekeeper.controllers;

import java.net.URI;
import java.util.List;
import java.util.Optional;
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
import io.zonekeeper.controllers.policies.PolicyController;
import io.zonekeeper.controllers.policies.PolicyValues;
import io.zonekeeper.controllers.provider.AwsIntegration;
import io.zonekeeper.controllers.provider.DatabaseController;
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
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.kube.client.OwnZone;
import io.zonekeeper.kube.probe.ApiServerProbe;

/**
 * Everything that runs in an operator, and what each part is given: a graph without circles, made once.
 *
 * <p>Observation to action, in this order: signals and nodes, the judge ({@link ZoneWatch}), what is decided of zones
 * ({@link ZoneController}), and the controllers that act on it. They share {@link ClusterState} and know no more of
 * each other.
 */
final class Wiring {
    private final ZoneController zones;
    private final List<Component> components;

    Wiring(Environment environment, Leadership leadership, ClusterState state) {
        var aws = new AwsIntegration(environment, state);
        var drains = new Drains(environment, state);
        var budgets = new ForeignBudgets(environment, state.changes());
        var fits = new ZoneFits(state);
        var places = new PodPlaces(environment, state, leadership);
        var pace = new ServicePace(environment, state);
        var troubles = new PodDiagnostics(environment.client(), System::nanoTime);
        var children = new ServiceChildren(environment);
        var services = new ZonedServiceController(
                environment,
                state,
                new ServiceResolver(state, pace, troubles, fits, places),
                children,
                new ServiceBudgets(environment, children, drains, budgets),
                pace,
                aws.loadBalancers());
        var values = new PolicyValues(environment.client(), environment.config().defaultPolicy());
        leadership.onLead(values::create);
        var tests = new SignalTests(environment.metrics());
        var policies = new PolicyController(environment, state, aws, values, tests);
        var controllers = Controllers.elected(environment, leadership, services, policies);
        var store = new ApiZoneStore(environment);
        environment.metrics().objects().count(Zone.class.getSimpleName(), () -> store.list().stream());
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
        this.zones = new ZoneController(environment, state, store, aws.reports(), leadership);
        var lazily = new LazyControllers(environment, leadership)
                .add(ZoneFailover.class, () -> new ZoneFailoverController(environment, state, pace, fits))
                .add(ZonalProxy.class, () -> new ProxyController(environment, state))
                .add(MongoCluster.class, () -> new MongoController(environment, state))
                .add(MultiAZDatabase.class, () -> new DatabaseController(environment, state, aws));
        var cleanup = new FailoverCleanup(environment, state, leadership);
        var optedIn = new OptedInNamespaces(environment, leadership);
        var ownPods = new OwnPodSpread(environment, state, leadership);
        var web = new WebViewComponent(environment, state, store, leadership);
        var census = new ObjectCensus(environment, state);
        var first = Stream.of(state.nodes(), budgets, store, pace, controllers, aws);
        var then = Stream.of(watch, tests, zones, drains, fits, places, lazily, cleanup, optedIn, ownPods, web, census);
        this.components = Stream.concat(first, then).toList();
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

    ZoneController zones() {
        return zones;
    }

    List<Component> components() {
        return components;
    }
}
