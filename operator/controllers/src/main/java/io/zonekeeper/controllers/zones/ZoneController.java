package io.zonekeeper.controllers.zones;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.NodeTaints;
import io.zonekeeper.controllers.cluster.ProviderReports;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.loop.Inquiry;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.metrics.OperatorMetrics;

import io.fabric8.kubernetes.api.model.Node;

/**
 * Keeps a Zone object for every zone, with a status that is true, and decides which zones are cordoned.
 *
 * <p>It checks all zones at once, because slots and cordons are given out among them; that is why it is no reconciler
 * of single Zones. {@link ZoneRound} is run whenever a node, a Zone, the policy or a verdict changed in a way that
 * counts, and now and then in case a watch lost something.
 */
public final class ZoneController implements Zones {
    /** Nodes come and go in bursts; one check serves many. */
    private static final Duration COALESCE = Duration.ofMillis(50);

    private static final Duration SAFETY_INTERVAL = Duration.ofMinutes(1);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final ClusterState state;
    private final ApiZoneStore store;
    private final Leadership leadership;
    private final OperatorMetrics metrics;
    private final ZoneRound round;
    private final Singleton loop;

    /**
     * Creates a controller that {@link #start} starts; it writes when this process leads.
     *
     * @param store the Zone objects
     * @param provider what the provider of the zones reports
     */
    public ZoneController(
            Environment environment,
            ClusterState state,
            ApiZoneStore store,
            ProviderReports provider,
            Leadership leadership) {
        this.state = state;
        this.store = store;
        this.leadership = leadership;
        this.metrics = environment.metrics();
        this.loop = new Singleton(Thread.ofPlatform().daemon(), "zones", RETRY_INTERVAL, this::look);
        int slots = environment.config().slots();
        var children = new ZoneChildren(environment.client(), environment.namespaces(), slots);
        this.round = new ZoneRound(
                state,
                store,
                new ZoneRound.Sources(
                        state.nodes()::nodes,
                        new Inquiry<>("slots-in-use", children::slotsByZone, this::trigger),
                        new Inquiry<>("claims-in-zones", children::zonesWithClaims, this::trigger),
                        new AbandonedZones(children::abandoned, System::nanoTime, this::trigger),
                        provider,
                        slots),
                new ZoneReport(environment.events(), environment.metrics(), environment.clock()),
                NodeTaints.ofCordons(environment.client(), environment.metrics()),
                environment.metrics(),
                environment.clock());
        leadership.onLead(this::trigger);
        store.onChange(this::trigger);
        state.nodes().listen((before, after) -> {
            if (before == null || after == null || !sameNode(before, after)) {
                trigger();
            }
        });
        state.changes().subscribe(this::changed);
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    @Override
    public boolean synced() {
        return state.nodes().synced() && store.synced();
    }

    @Override
    public Optional<String> stuck() {
        Duration silence = loop.sinceLastLook();
        return silence.compareTo(SAFETY_INTERVAL.multipliedBy(3)) > 0
                ? Optional.of("zones were not reconciled for " + silence.toSeconds() + " s")
                : Optional.empty();
    }

    private void changed(Change change) {
        if (change instanceof Change.ZoneVerdicts) {
            loop.trigger();
        } else if (change instanceof Change.Policy || change instanceof Change.Provider) {
            trigger();
        }
    }

    private void trigger() {
        loop.trigger(COALESCE);
    }

    private Duration look() {
        if (!leadership.leading()) {
            return SAFETY_INTERVAL;
        }
        if (!synced()) {
            return COALESCE;
        }
        return metrics.reconcilingZones(round::look)
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
