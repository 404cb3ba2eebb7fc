package io.zonekeeper.controllers.zonalproxy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.controllers.zones.ZoneState;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.health.ZoneDecision;
import io.zonekeeper.core.proxy.CheckResult;
import io.zonekeeper.core.proxy.ConfigurationShape;
import io.zonekeeper.core.proxy.ProxyFacts;
import io.zonekeeper.core.proxy.ProxyPlan;
import io.zonekeeper.core.proxy.ProxyPlanner;
import io.zonekeeper.core.proxy.ProxyServer;
import io.zonekeeper.core.proxy.ProxySettings;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.manifests.proxies.ProxySpecs;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Keeps proxies in each zone, and what they know of servers and zones true.
 *
 * <ol>
 *   <li>resolve: the upstream's servers and evacuated zones, what the proxies were given last.
 *   <li>check: a configuration whose shape is new is judged by the engine's own binary first. Until it is found valid
 *       the spec of the last good one stays in force, for new addresses and evacuations too, which wait for no check.
 *   <li>plan: {@link ProxyPlanner}.
 *   <li>apply: the files, then the ZonedService that runs the proxies. Changes of addresses are written together, at
 *       most one in {@link #COALESCE}; an evacuation or a way back is written at once.
 *   <li>report, and have the kubelets look at once.
 * </ol>
 *
 * <p>Invariants: the proxies are never given a configuration without a server, nor one of a shape that was not found
 * valid; nothing a request goes through waits for this process.
 */
public final class ZonalProxyReconciler implements Reconciler<ZonalProxy>, AutoCloseable {
    /**
     * A reload costs each proxy a few milliseconds; a rollout of the upstream changes an address every second or so.
     */
    static final Duration COALESCE = Duration.ofSeconds(5);

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SYNC_INTERVAL = Duration.ofMillis(100);
    private static final Duration REFUSED_INTERVAL = Duration.ofSeconds(15);

    private final KubernetesClient client;
    private final ChildApplier applier;
    private final OperatorMetrics metrics;
    private final ZoneController zones;
    private final OperatorConfig config;
    private final ConfigurationCheck check;
    private final ProxyReport report;
    private final KubeletNudge nudge;
    private final Map<ResourceID, Long> written = new ConcurrentHashMap<>();
    /** Whose check's pods are gone, as far as this process knows: asked for anew after each check and each start. */
    private final Set<ResourceID> tidied = ConcurrentHashMap.newKeySet();

    private ProxyChildren children;
    private Upstreams upstreams;

    /** Creates a reconciler; the operator framework calls {@link #prepareEventSources} before it is used. */
    public ZonalProxyReconciler(
            KubernetesClient client,
            Events events,
            OperatorMetrics metrics,
            Clock clock,
            ZoneController zones,
            OperatorConfig config) {
        this.client = client;
        this.applier = new ChildApplier(client, clock);
        this.metrics = metrics;
        this.zones = zones;
        this.config = config;
        this.check = new ConfigurationCheck(client, metrics);
        this.report = new ProxyReport(events, metrics, clock);
        this.nudge = new KubeletNudge(client);
    }

    @Override
    public List<EventSource<?, ZonalProxy>> prepareEventSources(EventSourceContext<ZonalProxy> context) {
        children = new ProxyChildren(context, applier, metrics, config.namespaces());
        var changes = new SimpleInboundEventSource<ZonalProxy>("upstreams-and-zones");
        upstreams = new Upstreams(client, changes::propagateEvent);
        zones.onChange(() -> {
            Set<ResourceID> known = context.getPrimaryCache()
                    .list()
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toSet());
            upstreams.retain(known);
            written.keySet().retainAll(known);
            tidied.retainAll(known);
            known.forEach(changes::propagateEvent);
        });
        List<EventSource<?, ZonalProxy>> sources = new ArrayList<>(children.eventSources());
        sources.add(changes);
        return sources;
    }

    @Override
    public UpdateControl<ZonalProxy> reconcile(ZonalProxy proxy, Context<ZonalProxy> context) {
        ResourceID id = ResourceID.fromResource(proxy);
        if (proxy.isMarkedForDeletion()) {
            return UpdateControl.noUpdate();
        }
        Optional<String> undecodable = TolerantDecoding.problem(proxy);
        if (undecodable.isPresent()) {
            write(
                    proxy,
                    report.refused(
                            proxy,
                            new Refusal("Undecodable", "this version cannot read the object: " + undecodable.get())),
                    context);
            return UpdateControl.noUpdate();
        }
        Optional<ZoneState> known = zones.state();
        Upstream upstream = upstreams.of(
                id,
                Upstream.Key.of(id.getNamespace().orElseThrow(), proxy.getSpec().upstream()));
        if (known.isEmpty() || !upstream.synced()) {
            return UpdateControl.<ZonalProxy>noUpdate().rescheduleAfter(SYNC_INTERVAL);
        }
        Owner owner = Owner.of(proxy);
        ZonalProxySpec wanted = proxy.getSpec();
        ProxySettings settings = ProxySpecs.settings(wanted);
        Optional<ProxyFiles> given = children.files(owner).flatMap(ProxyFiles::read);
        var servers = UpstreamServers.of(client, upstream, wanted.upstream());
        Set<String> zoneNames = zoneNames(known.get(), servers.servers());

        ConfigurationShape shape = ConfigurationShape.of(settings, wanted.image());
        boolean checked =
                given.filter(files -> files.shape().equals(shape.name())).isPresent();
        boolean paused = paused(proxy);
        CheckResult verdict;
        if (checked) {
            verdict = new CheckResult.Valid();
        } else if (paused) {
            verdict = new CheckResult.Waiting("nothing is written while the object is paused");
        } else {
            tidied.remove(id);
            verdict = check.look(owner, settings.engine(), wanted.image(), shape);
        }
        Optional<ZonalProxySpec> inForce =
                verdict instanceof CheckResult.Valid ? Optional.of(wanted) : given.map(ProxyFiles::spec);
        String shapeInForce = verdict instanceof CheckResult.Valid
                ? shape.name()
                : given.map(ProxyFiles::shape).orElse("");

        Optional<ProxyPlan> plan = servers.servers().isEmpty()
                ? Optional.empty()
                : Optional.of(ProxyPlanner.plan(
                        ProxySpecs.settings(inForce.orElse(wanted)),
                        servers.servers(),
                        evacuated(upstream, known.get()),
                        zoneNames));
        Outcome outcome = paused || inForce.isEmpty()
                ? Outcome.NOTHING
                : apply(owner, id, inForce.get(), shapeInForce, plan, given, zoneNames.size());
        // The answer is kept until files hold it. Also after a refused spec was taken back, and after a crash in
        // between.
        if ((checked || (verdict instanceof CheckResult.Valid && outcome.filesWritten()))
                && !paused
                && !tidied.contains(id)) {
            check.forget(owner, Optional.empty());
            tidied.add(id);
        }

        ProxyChildren.Running running = children.running(owner);
        var facts = new ProxyFacts(
                verdict,
                given.isPresent() || outcome.filesWritten(),
                plan,
                servers.refusal(),
                ProxySpecs.replicasPerZone(inForce.orElse(wanted)) * zoneNames.size(),
                running.ready(),
                running.stalled(),
                outcome.refusals());
        Optional<ProxyFiles> now = children.files(owner).flatMap(ProxyFiles::read);
        write(proxy, report.status(proxy, facts, now, zoneNames, paused), context);
        if (outcome.filesWritten() && given.isPresent()) {
            nudge.look(owner, now.map(ProxyFiles::revision).orElse(""));
        }
        return outcome.later()
                .or(() -> verdict instanceof CheckResult.Waiting && !paused
                        ? Optional.of(CHECK_INTERVAL)
                        : Optional.empty())
                .or(() -> facts.refusals().isEmpty() && facts.upstream().isEmpty()
                        ? Optional.empty()
                        : Optional.of(REFUSED_INTERVAL))
                .map(delay -> UpdateControl.<ZonalProxy>noUpdate().rescheduleAfter(delay))
                .orElseGet(UpdateControl::noUpdate);
    }

    @Override
    public ErrorStatusUpdateControl<ZonalProxy> updateErrorStatus(
            ZonalProxy proxy, Context<ZonalProxy> context, Exception failure) {
        // What is told stays true; the failure is logged, counted and tried again.
        return ErrorStatusUpdateControl.noStatusUpdate();
    }

    @Override
    public void close() {
        if (upstreams != null) {
            upstreams.close();
        }
    }

    /** What came of applying. */
    private record Outcome(boolean filesWritten, List<Refusal> refusals, Optional<Duration> later) {
        static final Outcome NOTHING = new Outcome(false, List.of(), Optional.empty());
    }

    private Outcome apply(
            Owner owner,
            ResourceID id,
            ZonalProxySpec spec,
            String shape,
            Optional<ProxyPlan> plan,
            Optional<ProxyFiles> given,
            int zoneCount) {
        List<Refusal> refusals = new ArrayList<>();
        Optional<Duration> wait = Optional.empty();
        boolean filesWritten = false;
        // Without a server the last files stay: an empty configuration serves nobody.
        if (plan.isPresent()) {
            ProxyFiles files = ProxyFiles.of(shape, spec, plan.get());
            wait = given.filter(before -> onlyAddresses(before, files)).flatMap(before -> tooSoon(id));
            if (files.bytes() > ProxyFiles.MOST_BYTES) {
                refusals.add(new Refusal(
                        "ConfigurationTooLarge",
                        "the files of all zones together are %d bytes, a ConfigMap takes %d: use fewer, larger servers"
                                .formatted(files.bytes(), ProxyFiles.MOST_BYTES)));
            } else if (wait.isEmpty()) {
                var result = children.applyFiles(owner, files);
                result.refusal().ifPresent(refusals::add);
                filesWritten = result.written();
                if (filesWritten) {
                    written.put(id, System.nanoTime());
                    metrics.proxyConfigured(
                            given.isEmpty()
                                    ? "first"
                                    : !given.get().shape().equals(shape)
                                            ? "shape"
                                            : given.get().evacuated().equals(files.evacuated())
                                                    ? "servers"
                                                    : "evacuation");
                }
            }
        }
        if (plan.isPresent() || given.isPresent()) {
            children.applyService(owner, new ProxyChild(owner, spec).render(zoneCount))
                    .ifPresent(refusals::add);
        }
        return new Outcome(filesWritten, refusals, wait);
    }

    private static boolean onlyAddresses(ProxyFiles before, ProxyFiles after) {
        return before.shape().equals(after.shape())
                && before.evacuated().equals(after.evacuated())
                && before.files().keySet().equals(after.files().keySet())
                && !before.files().equals(after.files());
    }

    private Optional<Duration> tooSoon(ResourceID id) {
        Long last = written.get(id);
        if (last == null) {
            return Optional.empty();
        }
        Duration left = COALESCE.minusNanos(System.nanoTime() - last);
        return left.isPositive() ? Optional.of(left) : Optional.empty();
    }

    /** Every zone with nodes, and none of those that only have servers: there a proxy could not run. */
    private static Set<String> zoneNames(ZoneState state, List<ProxyServer> servers) {
        Set<String> names = new TreeSet<>();
        state.catalog().zones().stream()
                .filter(KnownZone::present)
                .map(KnownZone::name)
                .forEach(names::add);
        // A zone whose nodes are gone for a while keeps its file, for its pods may come back with it.
        Set<String> withServers = servers.stream().map(ProxyServer::zone).collect(Collectors.toSet());
        state.catalog().zones().stream()
                .map(KnownZone::name)
                .filter(withServers::contains)
                .forEach(names::add);
        return names;
    }

    /** A ZonedService says itself which zones it has left; for any other Service a cordoned zone is one. */
    private static Set<String> evacuated(Upstream upstream, ZoneState state) {
        return upstream.key().zoned()
                ? upstream.evacuated()
                : state.decisions().values().stream()
                        .filter(ZoneDecision::cordoned)
                        .map(ZoneDecision::zone)
                        .collect(Collectors.toSet());
    }

    private void write(ZonalProxy proxy, ZonalProxyStatus status, Context<ZonalProxy> context) {
        if (status.equals(proxy.getStatus())) {
            return;
        }
        ZonalProxy fresh = new ZonalProxy();
        fresh.getMetadata().setName(proxy.getMetadata().getName());
        fresh.getMetadata().setNamespace(proxy.getMetadata().getNamespace());
        fresh.setStatus(status);
        PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(proxy, fresh, context);
        metrics.wrote("ZonalProxy");
        report.tell(proxy, status);
    }

    private static boolean paused(ZonalProxy proxy) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(proxy.getMetadata().getAnnotations(), Map.of());
        return Boolean.parseBoolean(annotations.get(Labels.PAUSED));
    }
}
