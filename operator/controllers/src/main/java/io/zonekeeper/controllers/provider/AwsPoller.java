package io.zonekeeper.controllers.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Signals;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicySpec.ClosureMode;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.AwsEvent;
import io.zonekeeper.api.v1alpha1.ZoneStatus.AwsStatus;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.PolicySettings;
import io.zonekeeper.controllers.cluster.ProviderReports;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.signals.Findings;
import io.zonekeeper.controllers.signals.Moment;
import io.zonekeeper.controllers.signals.SignalSource;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.AwsEvidence;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.AwsZone;
import io.zonekeeper.core.aws.AwsZones;
import io.zonekeeper.core.aws.Statement;
import io.zonekeeper.core.aws.Statement.AnnouncedClosure;
import io.zonekeeper.core.aws.Statement.Source;
import io.zonekeeper.core.aws.Statement.Weight;
import io.zonekeeper.core.aws.ZoneIdentityCheck;
import io.zonekeeper.core.aws.ZoneReports;
import io.zonekeeper.core.aws.ZoneStatements;
import io.zonekeeper.core.aws.shift.ShiftComment;
import io.zonekeeper.core.aws.shift.ZonalShift;
import io.zonekeeper.core.cordon.ZoneSituation.Closure;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.PolicyReason;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.objects.Conditions;

/**
 * What AWS reports about zones: each source is asked in a loop of its own; who wants to know reads what is there.
 *
 * <p>An announced closure holds until a later answer is without it: it would be the wrong moment to forget it when AWS
 * cannot be asked any more. A new leader takes it from the Zone's status until AWS was heard.
 */
final class AwsPoller implements SignalSource, ProviderReports {
    /** As long as the judge takes evidence of slow sources. */
    private static final Duration FRESH = Duration.ofMinutes(3);

    private static final Duration DEFAULT_LEAD_TIME = Duration.ofHours(2);
    private static final int MOST_STATEMENTS = 16;

    private final PolicySettings policy;
    private final AwsRegions regions;
    private final ClusterState state;
    private final Map<Source, SourcePoll> polls = new EnumMap<>(Source.class);
    private final Map<Source, Singleton> loops = new EnumMap<>(Source.class);
    private volatile AwsZones zones = AwsZones.NONE;

    AwsPoller(ClusterState state, AwsRegions regions, Duration shiftInterval, LongSupplier nanoTime) {
        this.state = state;
        this.policy = state.policy();
        this.regions = regions;
        // News are told within twice that: the answer and the status take time too.
        Duration interval = shiftInterval.multipliedBy(2).minus(shiftInterval.dividedBy(6));
        for (Source source : Source.values()) {
            polls.put(
                    source,
                    new SourcePoll(
                            source,
                            source == Source.AUTOSHIFTS ? shiftInterval : interval,
                            () -> regions.home().isPresent() && asked(source),
                            () -> ask(
                                    source,
                                    regions.of(regions.home().orElseThrow()).zones()),
                            () -> state.changes().publish(new Change.Provider()),
                            nanoTime));
        }
    }

    @Override
    public void start() {
        polls.forEach((source, poll) -> loops.put(
                source, Singleton.calling("aws-" + source.word(), poll::round).start()));
    }

    /** Asks all sources now: what the policy reports about them has changed. */
    void poke() {
        loops.values().forEach(Singleton::trigger);
    }

    @Override
    public void close() {
        loops.values().forEach(Singleton::close);
    }

    /** Returns the age of what a source last said. */
    Optional<Duration> age(Source source) {
        return polls.get(source).heard().map(AwsEvidence.Heard::age);
    }

    /** Returns why it is unknown which zone AWS means by a zone's name or ID; empty where it is known. */
    Optional<Refusal> mistaken(ZoneIdentity zone) {
        return ZoneIdentityCheck.problem(zone, zones);
    }

    /** Returns the ID that ARC knows a zone by: that of its nodes, else the account's. */
    Optional<String> id(ZoneIdentity zone) {
        return zone.id().isEmpty()
                ? zones.find(zone.name()).map(AwsZone::id).filter(id -> !id.isEmpty())
                : Optional.of(zone.id());
    }

    @Override
    public void observe(Moment moment, Findings findings) {
        List<String> names = state.catalog().stream()
                .flatMap(known -> known.zones().stream())
                .filter(zone -> mistaken(zone.identity()).isEmpty())
                .map(KnownZone::name)
                .toList();
        Map<Source, AwsEvidence.Heard> heard = new EnumMap<>(Source.class);
        polls.forEach((source, poll) -> {
            // That zones are there is no evidence: it is asked for anyway, because of their IDs.
            if (source != Source.ZONE_STATE || wanted(source)) {
                poll.heard().ifPresent(last -> heard.put(source, last));
            }
        });
        findings.add(AwsEvidence.observations(heard, names, FRESH));
    }

    @Override
    public Report of(ZoneIdentity zone, Optional<ZoneStatus> before) {
        Optional<Refusal> mistaken = mistaken(zone);
        if (mistaken.isPresent()) {
            return new Report(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(ConditionFact.no(
                            "KnownToAWS",
                            mistaken.get().reason(),
                            mistaken.get().message())));
        }
        List<Statement> statements = statements(zone.name());
        Optional<AnnouncedClosure> closure = closure(statements, before);
        List<ConditionFact> facts = zones.find(zone.name()).isEmpty()
                ? List.of()
                : List.of(ConditionFact.yes(
                        "KnownToAWS", ZoneReason.SAME_ZONE, "AWS and the nodes' labels agree on the zone's ID"));
        return new Report(status(statements, closure), closure.flatMap(this::actedOn), facts);
    }

    private List<Statement> statements(String zone) {
        List<Statement> statements = new ArrayList<>();
        polls.forEach((source, poll) -> poll.heard().ifPresent(heard -> {
            boolean fresh = heard.age().compareTo(FRESH) <= 0;
            heard.statements().stream()
                    .filter(said -> said.zone().equals(zone))
                    .filter(said -> fresh || said.weight() == Weight.ANNOUNCEMENT)
                    .forEach(statements::add);
        }));
        return statements;
    }

    /** The earliest one; that of the status until Health was heard. */
    private Optional<AnnouncedClosure> closure(List<Statement> statements, Optional<ZoneStatus> before) {
        Optional<AnnouncedClosure> announced = statements.stream()
                .flatMap(said -> said.closure().stream())
                .min(Comparator.comparing(AnnouncedClosure::at));
        boolean heard = polls.get(Source.HEALTH_EVENTS).heard().isPresent();
        if (announced.isPresent() || heard || !wanted(Source.HEALTH_EVENTS)) {
            return announced;
        }
        return before.map(ZoneStatus::aws)
                .map(AwsStatus::closure)
                .map(known -> new AnnouncedClosure(Instant.parse(known.at()), known.source()));
    }

    private Optional<Closure> actedOn(AnnouncedClosure closure) {
        Optional<ZoneHealthPolicySpec.AnnouncedClosures> request =
                policy.aws().map(ZoneHealthPolicySpec.Aws::announcedClosures);
        return request.filter(closures -> closures.mode() == ClosureMode.AUTOMATIC)
                .map(closures -> new Closure(
                        closure.at(),
                        Optional.ofNullable(closures.leadTime())
                                .map(DurationText::parse)
                                .orElse(DEFAULT_LEAD_TIME)));
    }

    private static Optional<AwsStatus> status(List<Statement> statements, Optional<AnnouncedClosure> closure) {
        if (statements.isEmpty() && closure.isEmpty()) {
            return Optional.empty();
        }
        String says = statements.isEmpty()
                ? "closes at " + Conditions.text(closure.orElseThrow().at())
                : statements.stream().map(Statement::text).collect(Collectors.joining("; "));
        return Optional.of(new AwsStatus(
                says,
                closure.map(end -> new ZoneStatus.AnnouncedClosure(Conditions.text(end.at()), end.source()))
                        .orElse(null),
                statements.isEmpty()
                        ? null
                        : statements.stream()
                                .limit(MOST_STATEMENTS)
                                .map(said -> new AwsEvent(
                                        said.source().word(), said.weight().word(), said.text()))
                                .toList()));
    }

    /** Returns what is to be said of the policy's use of AWS: which sources are heard, and why others are not. */
    List<ConditionFact> facts() {
        if (regions.home().isEmpty()) {
            return List.of(ConditionFact.no(
                    "AWSReachable",
                    PolicyReason.NO_REGION,
                    "the region is not known: set the chart's aws.region, or spec.aws.region of this policy"));
        }
        Map<Source, AwsFailure> troubles = new EnumMap<>(Source.class);
        Set<Source> silent = new HashSet<>();
        polls.forEach((source, poll) -> {
            poll.trouble().ifPresent(trouble -> troubles.put(source, trouble));
            if (asked(source) && poll.heard().isEmpty() && poll.trouble().isEmpty()) {
                silent.add(source);
            }
        });
        if (!troubles.isEmpty()) {
            boolean forbidden =
                    troubles.values().stream().allMatch(trouble -> trouble.kind() == AwsFailure.Kind.FORBIDDEN);
            return List.of(ConditionFact.no(
                    "AWSReachable",
                    forbidden ? AnyReason.FORBIDDEN : PolicyReason.UNREACHABLE,
                    troubles.entrySet().stream()
                            .map(entry -> "%s cannot be polled (%s)%s"
                                    .formatted(
                                            entry.getKey().word(),
                                            entry.getValue().getMessage(),
                                            advice(entry.getValue())))
                            .collect(Collectors.joining("; "))));
        }
        return silent.isEmpty()
                ? List.of(
                        ConditionFact.yes("AWSReachable", PolicyReason.REACHABLE, "all enabled sources are reachable"))
                : List.of(ConditionFact.no(
                        "AWSReachable", PolicyReason.POLLING, "not all enabled sources have been polled yet"));
    }

    private static String advice(AwsFailure trouble) {
        if (trouble.kind() != AwsFailure.Kind.FORBIDDEN) {
            return "";
        }
        return trouble.code().startsWith("SubscriptionRequired")
                ? ": it needs a Business support plan or above; set signals.aws.healthEvents to false"
                : ": see docs/aws.md for the IAM policy; retrying in an hour";
    }

    /** Zones are asked for in any case, for their IDs. */
    private boolean asked(Source source) {
        return source == Source.ZONE_STATE || wanted(source);
    }

    private boolean wanted(Source source) {
        Optional<Signals.AwsSignals> signals = policy.awsSignals();
        return signals.map(request -> switch (source) {
                    case ZONE_STATE -> Boolean.TRUE.equals(request.availabilityZoneState());
                    case HEALTH_EVENTS -> Boolean.TRUE.equals(request.healthEvents());
                    case AUTOSHIFTS -> Boolean.TRUE.equals(request.autoshifts());
                    case INSTANCE_STATUS -> Boolean.TRUE.equals(request.instanceStatus());
                    case ALARMS -> request.alarms() != null && !request.alarms().isEmpty();
                })
                .orElse(false);
    }

    private List<Statement> ask(Source source, ZoneReports reports) {
        return switch (source) {
            case ZONE_STATE -> {
                zones = AwsZones.of(reports.zones());
                yield wanted(source) ? ZoneStatements.states(zones) : List.of();
            }
            case HEALTH_EVENTS -> ZoneStatements.events(reports.healthEvents(), named());
            case AUTOSHIFTS ->
                ZoneStatements.shifts(
                        reports.autoshifts(),
                        reports.shifts(),
                        clusterShifts(reports),
                        ShiftComment::byZonekeeper,
                        named());
            case INSTANCE_STATUS -> ZoneStatements.instances(reports.instances(), named());
            case ALARMS -> {
                Map<String, String> names = ZoneStatements.alarmNames(
                        policy.awsSignals().map(Signals.AwsSignals::alarms).orElse(List.of()).stream()
                                .map(Signals.Alarm::name)
                                .toList(),
                        named());
                yield names.isEmpty() ? List.of() : ZoneStatements.alarms(names, reports.alarms(names.keySet()));
            }
        };
    }

    private List<ZonalShift> clusterShifts(ZoneReports reports) {
        return policy.aws()
                .map(ZoneHealthPolicySpec.Aws::eksCluster)
                .map(reports::clusterShifts)
                .orElse(List.of());
    }

    /** Until AWS has told its zones, the nodes' labels say what they are called. */
    private AwsZones named() {
        AwsZones told = zones;
        return told.zones().isEmpty()
                ? AwsZones.of(state.catalog().stream()
                        .flatMap(known -> known.zones().stream())
                        .map(zone -> new AwsZone(zone.name(), zone.identity().id(), "", "", List.of()))
                        .toList())
                : told;
    }
}
