package io.zonekeeper.controllers.zones;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.shards.AnnouncedShards;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.DiscoverySettings;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneDiscovery;
import io.zonekeeper.core.zone.ZoneEntry;
import io.zonekeeper.core.zone.ZoneSnapshot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The zones as the operator that judges them records its decisions, for one that keeps a share of the services.
 *
 * <ol>
 *   <li>A zone counts once its status is recorded: its slot, its verdict and its cordon are those of the status. That a
 *       zone that is recorded Unhealthy is dark is judged here, for no status holds it.
 *   <li>Nothing is published, and so no service is reconciled, while another division of services is in force. One that
 *       has published and learns of another division gives way: its caches and timers are those of a keeper.
 *   <li>While the operator that judges is silent, what it recorded last holds, and it is logged.
 * </ol>
 */
public final class FollowedZones implements Zones {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedZones.class);

    private static final Duration COALESCE = Duration.ofMillis(50);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final ClusterState state;
    private final ApiZoneStore store;
    private final BooleanSupplier policyKnown;
    private final AnnouncedShards shards;
    private final Leadership leadership;
    private final Clock clock;
    private final int slots;
    private final Singleton loop = new Singleton(Thread.ofPlatform().daemon(), "zones", EVERY, this::look);
    private boolean waiting;
    private boolean silent;

    /**
     * Creates it; it publishes zones when this process leads its share.
     *
     * @param policyKnown whether the policy was read: it limits what services do
     */
    public FollowedZones(
            Environment environment,
            ClusterState state,
            ApiZoneStore store,
            BooleanSupplier policyKnown,
            AnnouncedShards shards,
            Leadership leadership) {
        this.state = state;
        this.store = store;
        this.policyKnown = policyKnown;
        this.shards = shards;
        this.leadership = leadership;
        this.clock = environment.clock();
        this.slots = environment.config().slots();
        leadership.onLead(loop::trigger);
        store.onChange(loop::trigger);
        shards.listen(loop::trigger);
        state.nodes().listen((before, after) -> loop.trigger(COALESCE));
        state.changes().subscribe(change -> {
            if (change instanceof Change.ZoneVerdicts) {
                loop.trigger();
            }
        });
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
        return state.nodes().synced() && store.synced() && policyKnown.getAsBoolean();
    }

    @Override
    public Optional<String> stuck() {
        Duration silence = loop.sinceLastLook();
        return silence.compareTo(EVERY.multipliedBy(18)) > 0
                ? Optional.of("zones were not read for " + silence.toSeconds() + " s")
                : Optional.empty();
    }

    private Duration look() {
        if (!leadership.leading()) {
            return EVERY;
        }
        if (!synced()) {
            return COALESCE;
        }
        if (!shards.agreed()) {
            await();
            return EVERY;
        }
        waiting = false;
        listen();
        publish();
        return EVERY;
    }

    private void await() {
        if (state.zones().isPresent()) {
            leadership.giveWay("services are divided among %d operators now".formatted(shards.count()));
        } else if (!waiting) {
            waiting = true;
            LOG.atWarn()
                    .addKeyValue("announced", shards.count())
                    .log("another division of services is in force: nothing is kept until the operator of shard 0"
                            + " announces this one");
        }
    }

    private void listen() {
        Optional<Duration> silence = shards.silence();
        if (silence.isPresent() && !silent) {
            LOG.atWarn()
                    .addKeyValue("seconds", silence.get().toSeconds())
                    .log("the operator of shard 0, which judges zones, is silent: what it recorded last holds");
        }
        silent = silence.isPresent();
    }

    private void publish() {
        Instant now = clock.instant();
        List<Zone> known = store.list();
        var nodes = state.nodes().nodes().stream().map(ZoneFacts::node).toList();
        var remembered = known.stream().map(ZoneFacts::remembered).toList();
        List<ZoneEntry> entries = ZoneDiscovery.plan(
                        new ZoneSnapshot(nodes, remembered, Optional.empty(), Optional.empty()),
                        new DiscoverySettings(state.policy().zoneRetention(), slots),
                        now)
                .zones();
        List<KnownZone> zones = new ArrayList<>();
        SortedMap<String, ZoneDecision> decisions = new TreeMap<>();
        Set<String> unrecorded = new TreeSet<>();
        for (ZoneEntry entry : entries) {
            String name = entry.identity().name();
            known.stream()
                    .filter(zone -> zone.getMetadata().getName().equals(entry.objectName()))
                    .filter(FollowedZones::recorded)
                    .findFirst()
                    .ifPresentOrElse(
                            zone -> {
                                zones.add(new KnownZone(
                                        entry.identity(), entry.objectName(), entry.takingPods() > 0, entry.slot()));
                                decisions.put(name, decision(name, zone, now));
                            },
                            () -> unrecorded.add(name));
        }
        // A Zone that somebody deletes while its zone is there is made again by the judge: until then it is as it was.
        state.decided(new ZoneState(ZoneCatalog.of(zones), decisions).keeping(unrecorded, state.zones()));
    }

    private static boolean recorded(Zone zone) {
        return zone.getStatus() != null && zone.getStatus().verdict() != null;
    }

    private ZoneDecision decision(String zone, Zone object, Instant now) {
        Map<String, ZoneVerdict> judged = state.verdicts().zones();
        ZoneVerdict seen = Objects.requireNonNullElseGet(judged.get(zone), () -> ZoneVerdict.none(zone, now));
        return ZoneCordonFacts.decision(seen, object, now);
    }
}
