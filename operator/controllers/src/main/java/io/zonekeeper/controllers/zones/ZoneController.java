package io.zonekeeper.controllers.zones;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.policies.PolicySettings;
import io.zonekeeper.controllers.signals.NodeWatch;
import io.zonekeeper.controllers.signals.Verdicts;
import io.zonekeeper.core.drill.DrillPlan;
import io.zonekeeper.core.drill.DrillPlanner;
import io.zonekeeper.core.drill.DrillZone;
import io.zonekeeper.core.health.Cordon;
import io.zonekeeper.core.health.CordonPlan;
import io.zonekeeper.core.health.CordonPlanner;
import io.zonekeeper.core.health.Judgement;
import io.zonekeeper.core.health.ZoneMemory;
import io.zonekeeper.core.health.ZoneSituation;
import io.zonekeeper.core.health.ZoneStanding;
import io.zonekeeper.core.zone.DiscoveryPlan;
import io.zonekeeper.core.zone.DiscoverySettings;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneDiscovery;
import io.zonekeeper.core.zone.ZoneEntry;
import io.zonekeeper.core.zone.ZoneSnapshot;
import io.zonekeeper.kube.cache.PruningStore;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Zone object for every zone, with a status that is true, and decides which zones are cordoned.
 *
 * <p>It looks at all zones at once, because slots and cordons are given out among them; that is why it is no reconciler
 * of single Zones. One thread runs the five steps whenever a node, a Zone, the policy or a verdict changed in a way
 * that counts, and now and then in case a watch lost something.
 *
 * <ol>
 *   <li>resolve: nodes, Zones and verdicts from caches; where a zone has no slot yet, the children's labels from the
 *       API server.
 *   <li>observe: {@link ZoneSnapshot}, {@link ZoneSituation}.
 *   <li>plan: {@link ZoneDiscovery}, {@link DrillPlanner}, {@link CordonPlanner}.
 *   <li>apply: create and delete Zones, taint nodes.
 *   <li>report: status, Events, metrics. Only then are services told, so that what they act on is recorded.
 * </ol>
 */
public final class ZoneController implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneController.class);

    /** Nodes come and go in bursts; one look serves many. */
    private static final Duration COALESCE = Duration.ofMillis(50);

    private static final Duration SAFETY_INTERVAL = Duration.ofMinutes(1);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final NodeWatch nodes;
    private final Supplier<Verdicts> verdicts;
    private final PolicySettings policy;
    private final ZoneChildren children;
    private final NodeTaints taints;
    private final AbandonedZones abandoned;
    private final DrillCensus services;
    private final ProviderSays provider;
    private final FreshZones fresh = new FreshZones();
    private final ZoneReport report;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final int slots;
    private final AtomicBoolean poked = new AtomicBoolean();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("zones").daemon().factory());
    private SharedIndexInformer<Zone> zones;
    private volatile boolean leading;
    private volatile Optional<ZoneState> state = Optional.empty();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> trustListeners = new CopyOnWriteArrayList<>();
    private volatile long lastRound = System.nanoTime();

    /** Creates a controller; {@link #start} fills its caches and {@link #lead} lets it write. */
    public ZoneController(
            KubernetesClient client,
            NodeWatch nodes,
            Supplier<Verdicts> verdicts,
            PolicySettings policy,
            ZoneChildren children,
            DrillCensus services,
            ProviderSays provider,
            ZoneReport report,
            OperatorMetrics metrics,
            Clock clock,
            int slots) {
        this.client = client;
        this.nodes = nodes;
        this.verdicts = verdicts;
        this.taints = new NodeTaints(client, metrics);
        this.policy = policy;
        this.children = children;
        this.abandoned = new AbandonedZones(children::abandoned, System::nanoTime);
        this.services = services;
        this.provider = provider;
        this.report = report;
        this.metrics = metrics;
        this.clock = clock;
        this.slots = slots;
    }

    /** Starts filling the caches. */
    public void start() {
        nodes.listen((before, after) -> {
            if (before == null || after == null || !sameNode(before, after)) {
                poke();
            }
        });
        zones = client.resources(Zone.class)
                .runnableInformer(0)
                .itemStore(PruningStore.withoutManagedFields())
                .addEventHandler(new PokeOnChange());
        zones.start();
        var unused = worker.scheduleWithFixedDelay(this::run, 0, SAFETY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins to write: this process leads. */
    public void lead() {
        leading = true;
        poke();
    }

    /** Asks for a look at the zones soon. */
    public void poke() {
        pokeIn(COALESCE);
    }

    /** Asks for a look at once: a verdict has changed. */
    public void pokeNow() {
        pokeIn(Duration.ZERO);
    }

    /** Returns whether the caches are filled. */
    public boolean synced() {
        return nodes.synced() && zones != null && zones.hasSynced();
    }

    @Override
    public void close() {
        worker.shutdownNow();
        if (zones != null) {
            zones.stop();
        }
    }

    /**
     * Returns the zones that services can use and what was decided of them; empty until they were looked at.
     *
     * <p>It is published after the Zones' status was written, so that a slot is recorded before a pod is made for it.
     * Services use this rather than the Zone objects, which a person may delete while their zone is there.
     */
    public Optional<ZoneState> state() {
        return state;
    }

    /** Returns the zones of {@link #state}. */
    public Optional<ZoneCatalog> catalog() {
        return state.map(ZoneState::catalog);
    }

    /** Returns what the status says of a zone's verdict; empty where it says nothing. */
    public Optional<ZoneMemory> remembered(String zone) {
        return zones.getStore().list().stream()
                .filter(object -> object.getStatus() != null
                        && zone.equals(object.getStatus().zone())
                        && object.getStatus().verdict() != null)
                .findFirst()
                .map(object -> ZoneCordonFacts.memory(object.getStatus(), clock.instant()));
    }

    /** Returns whether the status says that the kubelets of a zone can be connected to. */
    public boolean kubeletsReached(String zone) {
        return zones.getStore().list().stream()
                .map(Zone::getStatus)
                .anyMatch(status -> status != null
                        && zone.equals(status.zone())
                        && Boolean.TRUE.equals(status.kubeletsReachable()));
    }

    /** Has something done whenever the state became another one in what every service acts on. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Has something done whenever no more changed than since when zones are trusted. */
    public void onTrustChange(Runnable listener) {
        trustListeners.add(listener);
    }

    /** Returns what keeps this controller from looking at zones, for a liveness check; empty when it does. */
    public Optional<String> stuck() {
        Duration silence = Duration.ofNanos(System.nanoTime() - lastRound);
        return silence.compareTo(SAFETY_INTERVAL.multipliedBy(3)) > 0
                ? Optional.of("zones were not looked at for " + silence.toSeconds() + " s")
                : Optional.empty();
    }

    private void publish(ZoneState found) {
        Optional<ZoneState> before = state;
        state = Optional.of(found);
        if (before.filter(found::sameAs).isEmpty()) {
            listeners.forEach(Runnable::run);
        } else if (before.filter(found::trustedAs).isEmpty()) {
            trustListeners.forEach(Runnable::run);
        }
    }

    /** Present means here that a node of the zone takes pods; of which services is asked for each of them. */
    private static ZoneCatalog usable(DiscoveryPlan plan) {
        return ZoneCatalog.of(plan.zones().stream()
                .map(zone -> new KnownZone(zone.identity(), zone.objectName(), zone.takingPods() > 0, zone.slot()))
                .toList());
    }

    /** Apart from the flag of {@link #poke}: a look that is due in a day must not stand for one that is due now. */
    private void lookAgain(Duration delay) {
        if (!worker.isShutdown()) {
            var unused = worker.schedule(this::poke, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void pokeIn(Duration delay) {
        if (!worker.isShutdown() && poked.compareAndSet(false, true)) {
            var unused = worker.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** One round; never throws, or the executor would not run it again. */
    private void run() {
        poked.set(false);
        lastRound = System.nanoTime();
        if (!leading) {
            return;
        }
        if (!synced()) {
            pokeIn(COALESCE);
            return;
        }
        try {
            Instant now = clock.instant();
            List<Zone> known = fresh.over(zones.getStore().list());
            ZoneSnapshot snapshot = observe(known, now);
            DiscoveryPlan plan =
                    ZoneDiscovery.plan(snapshot, new DiscoverySettings(policy.zoneRetention(), slots), now);
            List<ZoneSituation> situations = situations(plan, known, now);
            DrillPlan drills = drills(plan, known, situations, now);
            CordonPlan cordons = CordonPlanner.plan(
                    situations.stream()
                            .map(zone -> zone.withDrill(drills.lost(zone.zone())))
                            .toList(),
                    policy.cordons(),
                    now);
            apply(plan, cordons, drills, known);
            metrics.zones(plan.zones(), cordons.standings());
            publish(new ZoneState(usable(plan), cordons.standings()));
            taints.apply(nodes.nodes(), zonesToTaint(cordons));
            // After all that is urgent: it may take as long as the API server does.
            if (abandoned.look(emptyAndCounted(cordons))) {
                poke();
            }
            // What is due later is found by a regular round before it is: a day's wait must not pile up one task a
            // round.
            Stream.of(plan.nextChange(), cordons.nextChange(), drills.nextLook())
                    .flatMap(Optional::stream)
                    .min(Comparator.naturalOrder())
                    .map(next -> Duration.between(now, next))
                    .filter(delay -> delay.compareTo(SAFETY_INTERVAL) <= 0)
                    .ifPresent(this::lookAgain);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("zones could not be looked at; trying again");
            lookAgain(RETRY_INTERVAL);
        }
    }

    private ZoneSnapshot observe(List<Zone> known, Instant now) {
        var nodeFacts = nodes.nodes().stream().map(ZoneFacts::node).toList();
        var remembered = known.stream().map(ZoneFacts::remembered).toList();
        var without = new ZoneSnapshot(nodeFacts, remembered, Map.of(), Set.of());
        DiscoveryPlan preview = ZoneDiscovery.plan(without, new DiscoverySettings(policy.zoneRetention(), slots), now);
        boolean slotsToGive = !preview.create().isEmpty()
                || remembered.stream().anyMatch(zone -> zone.slot().isEmpty());
        return new ZoneSnapshot(
                nodeFacts,
                remembered,
                slotsToGive ? children.slotsByZone() : Map.of(),
                preview.delete().isEmpty() ? Set.of() : children.zonesWithClaims());
    }

    private List<ZoneSituation> situations(DiscoveryPlan plan, List<Zone> known, Instant now) {
        Map<String, Judgement> judged = verdicts.get().zones();
        List<ZoneSituation> situations = new ArrayList<>();
        for (ZoneEntry entry : plan.zones()) {
            String zone = entry.identity().name();
            // Nobody judges in mode Off, and a judge that has just begun has not looked yet.
            Judgement judgement = Objects.requireNonNullElseGet(
                    judged.get(zone), () -> Judgement.none(zone, now).emptySince(entry.absentSince()));
            Optional<Zone> object = objectOf(entry, known);
            ZoneSituation situation =
                    ZoneCordonFacts.situation(entry, object, judgement).withAbandoned(abandoned.contains(zone));
            situations.add(
                    situation.closure().isPresent()
                            ? situation
                            : situation.withClosure(said(entry, object).closure()));
        }
        return situations;
    }

    private ProviderSays.Said said(ZoneEntry entry, Optional<Zone> object) {
        return provider.of(entry.identity(), object.map(Zone::getStatus));
    }

    private DrillPlan drills(DiscoveryPlan plan, List<Zone> known, List<ZoneSituation> situations, Instant now) {
        List<DrillZone> all = new ArrayList<>();
        for (int i = 0; i < situations.size(); i++) {
            all.add(DrillFacts.zone(situations.get(i), objectOf(plan.zones().get(i), known)));
        }
        return services.plan(all, policy.cordons(), now);
    }

    /** Zones without nodes that are in the way of what may be done about others. */
    private static Set<String> emptyAndCounted(CordonPlan plan) {
        return plan.standings().values().stream()
                .filter(zone -> zone.judgement().emptySince().isPresent())
                .filter(zone -> zone.cordoned() || zone.judgement().verdict() == Verdict.UNHEALTHY)
                .map(ZoneStanding::zone)
                .collect(Collectors.toSet());
    }

    private static Set<String> zonesToTaint(CordonPlan plan) {
        return plan.standings().values().stream()
                .filter(standing -> standing.cordon().filter(Cordon::nodes).isPresent())
                .map(ZoneStanding::zone)
                .collect(Collectors.toSet());
    }

    private static Optional<Zone> objectOf(ZoneEntry entry, List<Zone> known) {
        return known.stream()
                .filter(zone -> zone.getMetadata().getName().equals(entry.objectName()))
                .findFirst();
    }

    private void apply(DiscoveryPlan plan, CordonPlan cordons, DrillPlan drills, List<Zone> known) {
        for (String name : plan.create()) {
            create(name);
        }
        for (String name : plan.delete()) {
            Optional<Zone> object = known.stream()
                    .filter(zone -> zone.getMetadata().getName().equals(name))
                    .findFirst();
            object.ifPresent(report::forgotten);
            client.resources(Zone.class).withName(name).delete();
            metrics.wrote("Zone");
        }
        for (ZoneEntry entry : plan.zones()) {
            ZoneStanding standing = cordons.standings().get(entry.identity().name());
            Optional<Zone> object = objectOf(entry, known);
            report.write(
                            entry,
                            standing,
                            drills.memory(standing.zone()),
                            said(entry, object),
                            Optional.ofNullable(verdicts.get().reachable().get(standing.zone())),
                            object,
                            policy.sensitivity())
                    .ifPresent(fresh::wrote);
        }
    }

    private void create(String name) {
        Zone zone = new Zone();
        zone.getMetadata().setName(name);
        try {
            client.resource(zone).create();
            metrics.wrote("Zone");
            LOG.atInfo().addKeyValue("zone", name).log("zone found");
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                throw e;
            }
        }
    }

    private static boolean sameNode(Node before, Node after) {
        return ZoneFacts.node(before).equals(ZoneFacts.node(after))
                && Objects.equals(
                        before.getSpec() == null ? null : before.getSpec().getTaints(),
                        after.getSpec() == null ? null : after.getSpec().getTaints());
    }

    private final class PokeOnChange implements ResourceEventHandler<Zone> {
        @Override
        public void onAdd(Zone zone) {
            poke();
        }

        @Override
        public void onUpdate(Zone before, Zone after) {
            if (!before.getMetadata()
                    .getResourceVersion()
                    .equals(after.getMetadata().getResourceVersion())) {
                poke();
            }
        }

        @Override
        public void onDelete(Zone zone, boolean unknownFinalState) {
            poke();
        }
    }
}
