package io.zonekeeper.controllers.zones;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.NodeTaints;
import io.zonekeeper.controllers.cluster.ProviderReports;
import io.zonekeeper.controllers.cluster.Verdicts;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.loop.Inquiry;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonPlan;
import io.zonekeeper.core.cordon.CordonPlanner;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.cordon.ZoneSituation;
import io.zonekeeper.core.drill.DrillPlan;
import io.zonekeeper.core.drill.DrillPlanner;
import io.zonekeeper.core.drill.DrillZone;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.core.zone.DiscoveryPlan;
import io.zonekeeper.core.zone.DiscoverySettings;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneDiscovery;
import io.zonekeeper.core.zone.ZoneEntry;
import io.zonekeeper.core.zone.ZoneSnapshot;
import io.zonekeeper.kube.client.TolerantDecoding;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One check all zones, in the steps of every reconcile.
 *
 * <ol>
 *   <li>resolve: nodes, Zones and verdicts from caches; where a zone has no slot yet or is about to be forgotten, what
 *       services have in zones, which is waited for only briefly: until it is known, zones keep the slots that they
 *       have.
 *   <li>plan: {@link ZoneDiscovery}, {@link DrillPlanner}, {@link CordonPlanner}.
 *   <li>apply: create and delete Zones, write their status. One Zone that cannot be written holds up none of the
 *       others: of it, what was published before stays published.
 *   <li>publish: services hear of all that is recorded.
 *   <li>report: Events and taints, when everything urgent is done.
 * </ol>
 */
final class ZoneRound {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneRound.class);

    /** A list of Deployments is answered within it where the API server is well. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final ClusterState state;
    private final ZoneStore store;
    private final Sources sources;
    private final ZoneReport report;
    private final NodeTaints taints;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final LastKnownSpecs intents = new LastKnownSpecs();

    /**
     * What a round checks besides Zone objects and the state of the cluster.
     *
     * @param nodes the nodes
     * @param slotsInUse by zone name, the slot that its children carry
     * @param zonesWithClaims names of zones in which a volume claim is bound
     * @param abandoned the zones without nodes in which no service has anything
     * @param provider what AWS reports
     * @param slots how many zones can be distinguished
     */
    record Sources(
            Supplier<Collection<Node>> nodes,
            Inquiry<Map<String, Integer>> slotsInUse,
            Inquiry<Set<String>> zonesWithClaims,
            AbandonedZones abandoned,
            ProviderReports provider,
            int slots) {}

    /** What was decided. */
    private record Decided(DiscoveryPlan discovery, DrillPlan drills, CordonPlan cordons) {}

    /** A status that was written. */
    private record Written(Zone zone, ZoneEntry entry, ZoneDecision decision, Optional<Zone> before) {}

    ZoneRound(
            ClusterState state,
            ZoneStore store,
            Sources sources,
            ZoneReport report,
            NodeTaints taints,
            OperatorMetrics metrics,
            Clock clock) {
        this.state = state;
        this.store = store;
        this.sources = sources;
        this.report = report;
        this.taints = taints;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Checks all zones.
     *
     * @return when to look again; empty for no sooner than regularly
     */
    Optional<Duration> look() {
        Instant now = clock.instant();
        List<Zone> known = intents.over(store.list());
        ZoneSnapshot snapshot = resolve(known, now);
        Decided decided = plan(snapshot, known, now);
        Set<String> unwritten = apply(decided.discovery(), known);
        List<Written> written = write(decided, known, unwritten);
        state.decided(ZoneState.of(decided.discovery(), decided.cordons()).keeping(unwritten, state.zones()));
        metrics.zones(decided.discovery().zones(), decided.cordons().decisions());
        written.forEach(each -> report.tell(
                store.withAuthors(each.zone(), each.before()), each.entry(), each.decision(), each.before()));
        var unused = taints.apply(sources.nodes().get(), zonesToTaint(decided.cordons()), undecodable(known));
        boolean limitsChanged = sources.abandoned().look(emptyAndCounted(decided.cordons()));
        return limitsChanged ? Optional.of(Duration.ZERO) : next(decided, unwritten, now);
    }

    private ZoneSnapshot resolve(List<Zone> known, Instant now) {
        var nodes = sources.nodes().get().stream().map(ZoneFacts::node).toList();
        var remembered = known.stream().map(ZoneFacts::remembered).toList();
        ZoneSnapshot cached = new ZoneSnapshot(nodes, remembered, Optional.empty(), Optional.of(Set.of()));
        DiscoveryPlan preview = ZoneDiscovery.plan(cached, settings(), now);
        boolean slotsToGive =
                preview.zones().stream().anyMatch(zone -> zone.slot().isEmpty());
        return new ZoneSnapshot(
                nodes,
                remembered,
                slotsToGive ? sources.slotsInUse().take(PATIENCE) : Optional.empty(),
                preview.delete().isEmpty()
                        ? Optional.of(Set.of())
                        : sources.zonesWithClaims().take(PATIENCE));
    }

    private DiscoverySettings settings() {
        return new DiscoverySettings(state.policy().zoneRetention(), sources.slots());
    }

    private Decided plan(ZoneSnapshot snapshot, List<Zone> known, Instant now) {
        DiscoveryPlan discovery = ZoneDiscovery.plan(snapshot, settings(), now);
        List<ZoneSituation> situations = situations(discovery, known, now);
        List<DrillZone> drillZones = new ArrayList<>();
        for (int i = 0; i < situations.size(); i++) {
            drillZones.add(DrillFacts.zone(
                    situations.get(i), objectOf(discovery.zones().get(i), known)));
        }
        DrillPlan drills = state.drills().plan(drillZones, state.policy().cordons(), now);
        CordonPlan cordons = CordonPlanner.plan(
                situations.stream()
                        .map(zone -> zone.withDrill(drills.lost(zone.zone())))
                        .toList(),
                state.policy().cordons(),
                now);
        return new Decided(discovery, drills, cordons);
    }

    private List<ZoneSituation> situations(DiscoveryPlan plan, List<Zone> known, Instant now) {
        Map<String, ZoneVerdict> judged = state.verdicts().zones();
        List<ZoneSituation> situations = new ArrayList<>();
        for (ZoneEntry entry : plan.zones()) {
            String zone = entry.identity().name();
            // Nobody judges in mode Off, and a judge that has just begun has not looked yet.
            ZoneVerdict zoneVerdict = Objects.requireNonNullElseGet(
                    judged.get(zone), () -> ZoneVerdict.none(zone, now).emptySince(entry.absentSince()));
            Optional<Zone> object = objectOf(entry, known);
            ZoneSituation situation = ZoneCordonFacts.situation(entry, object, zoneVerdict)
                    .withAbandoned(sources.abandoned().contains(zone));
            situations.add(
                    situation.closure().isPresent()
                            ? situation
                            : situation.withClosure(said(entry, object).closure()));
        }
        return situations;
    }

    private ProviderReports.Report said(ZoneEntry entry, Optional<Zone> object) {
        return sources.provider().of(entry.identity(), object.map(Zone::getStatus));
    }

    /** Returns the names of the zones whose Zone could not be created or deleted. */
    private Set<String> apply(DiscoveryPlan plan, List<Zone> known) {
        Set<String> failed = new TreeSet<>();
        for (ZoneEntry entry : plan.zones()) {
            if (plan.create().contains(entry.objectName())
                    && !attempt("create", entry.objectName(), () -> store.create(entry.objectName()))) {
                failed.add(entry.identity().name());
            }
        }
        for (String name : plan.delete()) {
            boolean deleted = attempt("delete", name, () -> store.delete(name));
            known.stream()
                    .filter(zone -> deleted && zone.getMetadata().getName().equals(name))
                    .forEach(report::forgotten);
        }
        return failed;
    }

    /** Writes what changed; adds the names of zones of which that failed. */
    private List<Written> write(Decided decided, List<Zone> known, Set<String> unwritten) {
        List<Written> written = new ArrayList<>();
        Verdicts verdicts = state.verdicts();
        for (ZoneEntry entry : decided.discovery().zones()) {
            String zone = entry.identity().name();
            ZoneDecision decision = decided.cordons().decisions().get(zone);
            Optional<Zone> object = objectOf(entry, known);
            Optional<Zone> draft = report.draft(
                    entry,
                    decision,
                    decided.drills().memory(zone),
                    said(entry, object),
                    Optional.ofNullable(verdicts.reachable().get(zone)),
                    object,
                    state.policy().sensitivity());
            if (draft.isPresent()
                    && !unwritten.contains(zone)
                    && !attempt(
                            "write the status of",
                            entry.objectName(),
                            () -> written.add(new Written(store.writeStatus(draft.get()), entry, decision, object)))) {
                unwritten.add(zone);
            }
        }
        return written;
    }

    private boolean attempt(String what, String zone, Runnable write) {
        try {
            write.run();
            return true;
        } catch (KubernetesClientException e) {
            metrics.refused("Zone", ZoneReason.WRITE_FAILED);
            LOG.atWarn()
                    .addKeyValue("zone", zone)
                    .addKeyValue("cause", e.getMessage())
                    .log("could not {} a Zone: services keep its last recorded state; retrying", what);
            return false;
        }
    }

    private static Optional<Duration> next(Decided decided, Set<String> unwritten, Instant now) {
        boolean waiting = decided.discovery().zones().stream()
                .flatMap(zone -> zone.problems().stream())
                .anyMatch(problem -> problem.reason() == ZoneReason.SLOT_PENDING);
        Stream<Instant> due = Stream.of(
                        decided.discovery().nextChange(),
                        decided.cordons().nextChange(),
                        decided.drills().nextLook())
                .flatMap(Optional::stream);
        Stream<Instant> retry = waiting || !unwritten.isEmpty() ? Stream.of(now.plus(RETRY_INTERVAL)) : Stream.empty();
        return Stream.concat(due, retry).min(Comparator.naturalOrder()).map(next -> Duration.between(now, next));
    }

    private static Set<String> undecodable(List<Zone> known) {
        return known.stream()
                .filter(zone -> TolerantDecoding.problem(zone).isPresent())
                .map(zone -> ZoneFacts.remembered(zone).identity().name())
                .collect(Collectors.toSet());
    }

    /** Zones without nodes that are in the way of what may be done about others. */
    private static Set<String> emptyAndCounted(CordonPlan plan) {
        return plan.decisions().values().stream()
                .filter(zone -> zone.zoneVerdict().emptySince().isPresent())
                .filter(zone -> zone.cordoned() || zone.zoneVerdict().verdict() == Verdict.UNHEALTHY)
                .map(ZoneDecision::zone)
                .collect(Collectors.toSet());
    }

    private static Set<String> zonesToTaint(CordonPlan plan) {
        return plan.decisions().values().stream()
                .filter(decision -> decision.cordon().filter(Cordon::nodes).isPresent())
                .map(ZoneDecision::zone)
                .collect(Collectors.toSet());
    }

    private static Optional<Zone> objectOf(ZoneEntry entry, List<Zone> known) {
        return known.stream()
                .filter(zone -> zone.getMetadata().getName().equals(entry.objectName()))
                .findFirst();
    }
}
