package io.zonekeeper.controllers.zonalproxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Rollout;
import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.api.v1alpha1.ZonalProxyStatus;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.framework.Controller;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Next;
import io.zonekeeper.controllers.framework.Resolution;
import io.zonekeeper.controllers.framework.Session;
import io.zonekeeper.controllers.metrics.ConfigurationCause;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.proxy.CheckResult;
import io.zonekeeper.core.proxy.ConfigurationShape;
import io.zonekeeper.core.proxy.ProxyFacts;
import io.zonekeeper.core.proxy.ProxyPlan;
import io.zonekeeper.core.proxy.ProxyPlanner;
import io.zonekeeper.core.proxy.ProxyServer;
import io.zonekeeper.core.proxy.ProxySettings;
import io.zonekeeper.core.reasons.ProxyReason;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.manifests.proxies.ProxySpecs;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Runs proxies in each zone, and keeps what they are configured with true.
 *
 * <ol>
 *   <li>resolve: the upstream's servers and evacuated zones, what the proxies were given last, and of a configuration
 *       whose shape is new the verdict of the engine's own binary, which a pod is started for. Until it is found valid
 *       the spec of the last good one stays in force, for new addresses and evacuations too, which wait for no check.
 *   <li>plan: {@link ProxyPlanner}.
 *   <li>apply: the files, then the ZonedService that runs the proxies. Changes of addresses are written together, at
 *       most one in {@link #COALESCE}; an evacuation or a failback is written at once.
 *   <li>report, and have the kubelets check once.
 * </ol>
 *
 * <p>Invariants: the proxies are never given a configuration without a server, nor one of a shape that was not found
 * valid; nothing a request goes through waits for this process.
 */
public final class ProxyController
        extends Controller<ZonalProxy, ZonalProxyStatus, ProxyController.Facts, ProxyController.InForce> {
    /**
     * A reload costs each proxy a few milliseconds; a rollout of the upstream changes an address every second or so.
     */
    static final Duration COALESCE = Duration.ofSeconds(5);

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final ClusterState state;
    private final OperatorMetrics metrics;
    private final ConfigurationCheck check;
    private final ProxyReport report;
    private final KubeletRefresh nudge;
    private final Map<ResourceID, Long> written = new ConcurrentHashMap<>();
    /** Whose check's pods are gone, as far as this process knows: asked for again after each check and each start. */
    private final Set<ResourceID> tidied = ConcurrentHashMap.newKeySet();

    private ProxyChildren children;
    private Upstreams upstreams;

    /**
     * What is known of a proxy.
     *
     * @param servers those of the upstream, or why there are none
     * @param evacuated zones that get no requests
     * @param zones those that proxies run in
     * @param given what the proxies were given last
     * @param shape of the configuration that the spec asks for
     * @param checked whether the proxies run a configuration of that shape
     * @param verdict whether that shape is valid
     */
    record Facts(
            UpstreamServers servers,
            Set<String> evacuated,
            Set<String> zones,
            Optional<ProxyFiles> given,
            ConfigurationShape shape,
            boolean checked,
            CheckResult verdict) {}

    /**
     * What the proxies are to run.
     *
     * @param spec that of the wanted configuration where it is valid, else that of the last good one
     * @param shape its shape
     * @param plan the files' content; empty without a server
     */
    record InForce(Optional<ZonalProxySpec> spec, String shape, Optional<ProxyPlan> plan) {}

    /** Creates a controller; the operator framework calls {@link #prepareEventSources} before it is used. */
    public ProxyController(Environment environment, ClusterState state) {
        super(ZonalProxy.class, environment, state.proxies());
        this.client = environment.client();
        this.state = state;
        this.metrics = environment.metrics();
        this.check = new ConfigurationCheck(client, metrics);
        this.report = new ProxyReport(environment.events(), metrics, environment.clock());
        this.nudge = new KubeletRefresh(client);
    }

    @Override
    protected List<EventSource<?, ZonalProxy>> eventSources(EventSourceContext<ZonalProxy> context) {
        var applier = new ChildApplier(client, environment().clock());
        children = new ProxyChildren(context, applier, metrics);
        var changes = new SimpleInboundEventSource<ZonalProxy>("upstreams-and-zones");
        upstreams = new Upstreams(client, changes::propagateEvent);
        state.changes().subscribe(change -> {
            if (change instanceof Change.Zones) {
                Set<ResourceID> known = primaries().ids();
                upstreams.retain(known);
                written.keySet().retainAll(known);
                tidied.retainAll(known);
                known.forEach(changes::propagateEvent);
            }
        });
        List<EventSource<?, ZonalProxy>> sources = new ArrayList<>(children.eventSources());
        sources.add(changes);
        return sources;
    }

    @Override
    protected Resolution<Facts> resolve(ZonalProxy proxy) {
        ResourceID id = ResourceID.fromResource(proxy);
        ZonalProxySpec wanted = proxy.getSpec();
        Optional<ZoneState> zones = state.zones();
        Upstream upstream = upstreams.of(id, Upstream.Key.of(proxy.getMetadata().getNamespace(), wanted.upstream()));
        if (zones.isEmpty() || !upstream.synced()) {
            return new Resolution.NotYet<>(Next.UNTIL_ZONES_ARE_KNOWN);
        }
        Owner owner = Owner.of(proxy);
        ProxySettings settings = ProxySpecs.settings(wanted);
        Optional<ProxyFiles> given = children.files(owner).flatMap(ProxyFiles::read);
        var servers = UpstreamServers.of(client, upstream, wanted.upstream());
        ConfigurationShape shape = ConfigurationShape.of(settings, wanted.image());
        boolean checked =
                given.filter(files -> files.shape().equals(shape.name())).isPresent();
        CheckResult verdict;
        if (checked) {
            verdict = new CheckResult.Valid();
        } else if (paused(proxy)) {
            verdict = new CheckResult.Waiting("nothing is written while the object is paused");
        } else {
            tidied.remove(id);
            verdict = check.look(owner, settings.engine(), wanted.image(), shape);
        }
        return new Resolution.Ready<>(new Facts(
                servers,
                evacuated(upstream, zones.get()),
                zoneNames(zones.get(), servers.servers()),
                given,
                shape,
                checked,
                verdict));
    }

    @Override
    protected InForce plan(ZonalProxy proxy, Facts facts) {
        boolean valid = facts.verdict() instanceof CheckResult.Valid;
        Optional<ZonalProxySpec> inForce =
                valid ? Optional.of(proxy.getSpec()) : facts.given().map(ProxyFiles::spec);
        String shape = valid
                ? facts.shape().name()
                : facts.given().map(ProxyFiles::shape).orElse("");
        Optional<ProxyPlan> plan = facts.servers().servers().isEmpty()
                ? Optional.empty()
                : Optional.of(ProxyPlanner.plan(
                        ProxySpecs.settings(inForce.orElse(proxy.getSpec())),
                        facts.servers().servers(),
                        facts.evacuated(),
                        facts.zones()));
        return new InForce(inForce, shape, plan);
    }

    @Override
    protected Next apply(Session<ZonalProxy, ZonalProxyStatus> session, Facts facts, InForce planned) {
        ZonalProxy proxy = session.object();
        Owner owner = Owner.of(proxy);
        ResourceID id = ResourceID.fromResource(proxy);
        Outcome outcome = planned.spec()
                .map(spec -> write(
                        owner, id, spec, Optional.ofNullable(proxy.getSpec().rollout()), planned, facts))
                .orElse(Outcome.NOTHING);
        // The answer is kept until files hold it. Also after a refused spec was taken back, and after a crash in
        // between.
        boolean answered = facts.checked() || (facts.verdict() instanceof CheckResult.Valid && outcome.filesWritten());
        if (answered && !tidied.contains(id)) {
            check.forget(owner, Optional.empty());
            tidied.add(id);
        }
        ProxyFacts reported = facts(proxy, facts, planned, outcome);
        Optional<ProxyFiles> now = children.files(owner).flatMap(ProxyFiles::read);
        session.report(report.status(proxy, reported, now, facts.zones(), false));
        if (outcome.filesWritten() && facts.given().isPresent()) {
            nudge.look(owner, now.map(ProxyFiles::revision).orElse(""));
        }
        return outcome.later()
                .map(Next::in)
                .orElseGet(Next::whenChanged)
                .orIn(CHECK_INTERVAL, facts.verdict() instanceof CheckResult.Waiting)
                .orIn(
                        Next.AFTER_REFUSAL,
                        !reported.refusals().isEmpty() || reported.upstream().isPresent());
    }

    private ProxyFacts facts(ZonalProxy proxy, Facts facts, InForce planned, Outcome outcome) {
        ProxyChildren.Running running = children.running(Owner.of(proxy));
        return new ProxyFacts(
                facts.verdict(),
                facts.given().isPresent() || outcome.filesWritten(),
                planned.plan(),
                facts.servers().refusal(),
                ProxySpecs.replicasPerZone(planned.spec().orElse(proxy.getSpec()))
                        * facts.zones().size(),
                running.ready(),
                running.stalled(),
                outcome.refusals());
    }

    @Override
    protected ZonalProxyStatus paused(ZonalProxy proxy, Facts facts, InForce planned) {
        return report.status(proxy, facts(proxy, facts, planned, Outcome.NOTHING), facts.given(), facts.zones(), true);
    }

    @Override
    protected ZonalProxyStatus refused(ZonalProxy proxy, Refusal why) {
        return report.refused(proxy, why);
    }

    @Override
    protected ZonalProxy empty() {
        return new ZonalProxy();
    }

    @Override
    protected void tell(ZonalProxy before, ZonalProxyStatus status) {
        report.tell(before, status);
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

    private Outcome write(
            Owner owner, ResourceID id, ZonalProxySpec spec, Optional<Rollout> rollout, InForce planned, Facts facts) {
        List<Refusal> refusals = new ArrayList<>();
        Optional<Duration> wait = Optional.empty();
        boolean filesWritten = false;
        // Without a server the last files stay: an empty configuration serves nobody.
        if (planned.plan().isPresent()) {
            ProxyFiles files =
                    ProxyFiles.of(planned.shape(), spec, planned.plan().get());
            wait = facts.given().filter(before -> onlyAddresses(before, files)).flatMap(before -> tooSoon(id));
            if (files.bytes() > ProxyFiles.MOST_BYTES) {
                refusals.add(new Refusal(
                        ProxyReason.CONFIGURATION_TOO_LARGE,
                        "the files of all zones together have %d bytes, a ConfigMap holds at most %d: use fewer, larger servers"
                                .formatted(files.bytes(), ProxyFiles.MOST_BYTES)));
            } else if (wait.isEmpty()) {
                var result = children.applyFiles(owner, files);
                result.refusal().ifPresent(refusals::add);
                filesWritten = result.written();
                if (filesWritten) {
                    written.put(id, System.nanoTime());
                    metrics.proxyConfigured(cause(facts.given(), files));
                }
            }
        }
        if (planned.plan().isPresent() || facts.given().isPresent()) {
            children.applyService(
                            owner,
                            new ProxyChild(owner, spec).render(facts.zones().size(), rollout))
                    .ifPresent(refusals::add);
        }
        return new Outcome(filesWritten, refusals, wait);
    }

    private static ConfigurationCause cause(Optional<ProxyFiles> given, ProxyFiles files) {
        if (given.isEmpty()) {
            return ConfigurationCause.FIRST;
        }
        if (!given.get().shape().equals(files.shape())) {
            return ConfigurationCause.SHAPE;
        }
        return given.get().evacuated().equals(files.evacuated())
                ? ConfigurationCause.SERVERS
                : ConfigurationCause.EVACUATION;
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
}
