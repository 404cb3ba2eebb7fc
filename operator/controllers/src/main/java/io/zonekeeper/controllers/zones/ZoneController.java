package io.zonekeeper.controllers.zones;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.controllers.loop.Inquiry;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.policies.PolicySettings;
import io.zonekeeper.controllers.signals.NodeWatch;
import io.zonekeeper.controllers.signals.Verdicts;
import io.zonekeeper.core.health.ZoneMemory;
import io.zonekeeper.core.zone.ZoneCatalog;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Keeps a Zone object for every zone, with a status that is true, and decides which zones are cordoned.
 *
 * <p>It looks at all zones at once, because slots and cordons are given out among them; that is why it is no reconciler
 * of single Zones. {@link ZoneRound} is run whenever a node, a Zone, the policy or a verdict changed in a way that
 * counts, and now and then in case a watch lost something.
 */
public final class ZoneController implements AutoCloseable {
    /** Nodes come and go in bursts; one look serves many. */
    private static final Duration COALESCE = Duration.ofMillis(50);

    private static final Duration SAFETY_INTERVAL = Duration.ofMinutes(1);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final NodeWatch nodes;
    private final ApiZoneStore store;
    private final ZoneRound round;
    private final Clock clock;
    private final Singleton loop;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> trustListeners = new CopyOnWriteArrayList<>();
    private volatile boolean leading;
    private volatile Optional<ZoneState> state = Optional.empty();

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
        this.nodes = nodes;
        this.clock = clock;
        this.store = new ApiZoneStore(client, metrics);
        this.loop = new Singleton(Thread.ofPlatform().daemon(), "zones", RETRY_INTERVAL, this::look);
        this.round = new ZoneRound(
                store,
                new ZoneRound.Sources(
                        nodes::nodes,
                        verdicts,
                        policy,
                        new Inquiry<>("slots-in-use", children::slotsByZone, this::trigger),
                        new Inquiry<>("claims-in-zones", children::zonesWithClaims, this::trigger),
                        new AbandonedZones(children::abandoned, System::nanoTime, this::trigger),
                        services,
                        provider,
                        slots),
                this::publish,
                report,
                new NodeTaints(client, metrics),
                metrics,
                clock);
    }

    /** Starts filling the caches. */
    public void start() {
        nodes.listen((before, after) -> {
            if (before == null || after == null || !sameNode(before, after)) {
                trigger();
            }
        });
        store.start(this::trigger);
        loop.start();
    }

    /** Begins to write: this process leads. */
    public void lead() {
        leading = true;
        trigger();
    }

    /** Asks for a look at the zones soon. */
    public void trigger() {
        loop.trigger(COALESCE);
    }

    /** Asks for a look at once: a verdict has changed. */
    public void triggerNow() {
        loop.trigger();
    }

    /** Returns whether the caches are filled. */
    public boolean synced() {
        return nodes.synced() && store.synced();
    }

    @Override
    public void close() {
        loop.close();
        store.close();
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
        return store.cached().stream()
                .filter(object -> object.getStatus() != null
                        && zone.equals(object.getStatus().zone())
                        && object.getStatus().verdict() != null)
                .findFirst()
                .map(object -> ZoneCordonFacts.memory(object.getStatus(), clock.instant()));
    }

    /** Returns whether the status says that the kubelets of a zone can be connected to. */
    public boolean kubeletsReached(String zone) {
        return store.cached().stream()
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
        Duration silence = loop.sinceLastLook();
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

    private Duration look() {
        if (!leading) {
            return SAFETY_INTERVAL;
        }
        if (!synced()) {
            return COALESCE;
        }
        return round.look(state)
                .filter(next -> next.compareTo(SAFETY_INTERVAL) < 0)
                .map(next -> next.compareTo(COALESCE) > 0 ? next : COALESCE)
                .orElse(SAFETY_INTERVAL);
    }

    private static boolean sameNode(Node before, Node after) {
        return ZoneFacts.node(before).equals(ZoneFacts.node(after))
                && Objects.equals(
                        before.getSpec() == null ? null : before.getSpec().getTaints(),
                        after.getSpec() == null ? null : after.getSpec().getTaints());
    }
}
