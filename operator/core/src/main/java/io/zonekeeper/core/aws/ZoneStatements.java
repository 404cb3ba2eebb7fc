package io.zonekeeper.core.aws;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.aws.Statement.AnnouncedClosure;
import io.zonekeeper.core.aws.Statement.Source;
import io.zonekeeper.core.aws.shift.ZonalShift;

/**
 * Turns what AWS answers into statements about zones.
 *
 * <p>What an answer counts:
 *
 * <ul>
 *   <li><b>Zone state</b>: impaired and unavailable count against the zone; constrained is about room, not health.
 *   <li><b>Health events</b>: an open issue of a service that stacks rest on counts against its zone, unless its type
 *       names a single resource (an instance, a volume, a host). A scheduled change announces the end of a zone only
 *       where its type names the zone itself or its data center; whatever else is scheduled in a zone (maintenance,
 *       retirements, lifecycle events) is information, for a closure may move a whole zone. A user who knows better
 *       sets {@code spec.closure} of the Zone. Where the event names no zone its text does, if it names one only.
 *   <li><b>Shifts</b>: an autoshift counts against the zone, for AWS itself distrusts it. Practice runs and experiments
 *       are no incidents, shifts by users say what they do and not what they see, and ours say what we know already.
 *   <li><b>Instances</b>: some always fail somewhere; {@link #FEWEST} in one zone, and {@link #OWN_SHARE} of all that
 *       fail, count against it.
 *   <li><b>Alarms</b>: in state ALARM they count against the zone that their name holds.
 * </ul>
 */
public final class ZoneStatements {
    /** Fewer failing instances say nothing of a zone; AWS' multi-AZ guidance asks for two, of one application. */
    static final int FEWEST = 3;

    /** As the judge's share of all failures, after AWS' multi-AZ guidance. */
    static final double OWN_SHARE = 0.7;

    private static final int LONGEST_MESSAGE = 120;
    private static final int MOST_NAMES = 3;

    /** What stacks rest on; events of others (billing, say) may name a zone and are no evidence. */
    private static final Set<String> FOUNDATIONS = Set.of(
            "EC2",
            "EBS",
            "VPC",
            "EKS",
            "RDS",
            "NATGATEWAY",
            "TRANSITGATEWAY",
            "ELASTICLOADBALANCING",
            "INTERNETCONNECTIVITY",
            "MULTIPLE_SERVICES");

    /** Words of event types about something in the zone, or about work that leaves the zone standing. */
    private static final Set<String> OF_SINGLE_RESOURCES = Set.of(
            "INSTANCE",
            "INSTANCES",
            "VOLUME",
            "VOLUMES",
            "SNAPSHOT",
            "HOST",
            "HOSTS",
            "DRIVE",
            "RETIREMENT",
            "REBOOT",
            "SYSTEM",
            "RESERVATION",
            "SUBNET",
            "INTERFACE",
            "MAINTENANCE");

    /** The services whose scheduled changes can be those of a zone: others have buildings and networks of their own. */
    private static final Set<String> OWNERS_OF_ZONES = Set.of("EC2", "MULTIPLE_SERVICES");

    private static final List<String> OF_ZONES = List.of("AVAILABILITY_ZONE", "DATACENTER", "DATA_CENTER");

    private ZoneStatements() {}

    /** Returns what the zones' states say. */
    public static List<Statement> states(AwsZones zones) {
        List<Statement> statements = new ArrayList<>();
        for (AwsZone zone : zones.zones()) {
            String said = zone.messages().isEmpty()
                    ? ""
                    : ": " + shortened(zone.messages().getFirst());
            switch (zone.state()) {
                case "impaired", "unavailable" ->
                    statements.add(Statement.against(zone.name(), Source.ZONE_STATE, "state " + zone.state() + said));
                case "available" -> {
                    if (!said.isEmpty()) {
                        statements.add(Statement.information(zone.name(), Source.ZONE_STATE, "state available" + said));
                    }
                }
                default ->
                    statements.add(
                            Statement.information(zone.name(), Source.ZONE_STATE, "state " + zone.state() + said));
            }
        }
        return statements;
    }

    /** Returns what Health events say; those that name no zone say nothing. */
    public static List<Statement> events(Collection<HealthEvent> events, AwsZones zones) {
        List<Statement> statements = new ArrayList<>();
        for (HealthEvent event : events) {
            zones.find(event.zone())
                    .or(() -> event.zone().isEmpty() ? zones.theOneIn(event.description()) : Optional.empty())
                    .flatMap(zone -> event(event, zone.name()))
                    .ifPresent(statements::add);
        }
        return statements;
    }

    private static Optional<Statement> event(HealthEvent event, String zone) {
        String code = event.typeCode();
        if (event.status().equals("closed")) {
            return Optional.empty();
        }
        if (event.category().equals("issue")) {
            String text = "Health event " + code;
            return Optional.of(
                    FOUNDATIONS.contains(event.service()) && !ofSingleResource(code)
                            ? Statement.against(zone, Source.HEALTH_EVENTS, text)
                            : Statement.information(zone, Source.HEALTH_EVENTS, text));
        }
        if (!event.category().equals("scheduledChange") || event.start().isEmpty()) {
            return Optional.empty();
        }
        var at = event.start().get().truncatedTo(ChronoUnit.SECONDS);
        return Optional.of(
                endsZone(event)
                        ? Statement.announced(
                                zone,
                                Source.HEALTH_EVENTS,
                                "closes at %s (%s)".formatted(at, code),
                                new AnnouncedClosure(at, event.arn()))
                        : Statement.information(
                                zone, Source.HEALTH_EVENTS, "scheduled for %s: %s".formatted(at, code)));
    }

    private static boolean endsZone(HealthEvent event) {
        String code = event.typeCode().toUpperCase(Locale.ROOT);
        return OWNERS_OF_ZONES.contains(event.service())
                && OF_ZONES.stream().anyMatch(code::contains)
                && !ofSingleResource(code);
    }

    private static boolean ofSingleResource(String code) {
        return Stream.of(code.toUpperCase(Locale.ROOT).split("_", -1)).anyMatch(OF_SINGLE_RESOURCES::contains);
    }

    /**
     * Returns what shifts say.
     *
     * @param autoshifts of the region
     * @param shifts of all resources
     * @param clusterShifts of the EKS cluster as a whole
     * @param ours which shifts are our own
     */
    public static List<Statement> shifts(
            Collection<Autoshift> autoshifts,
            Collection<ZonalShift> shifts,
            Collection<ZonalShift> clusterShifts,
            Predicate<ZonalShift> ours,
            AwsZones zones) {
        List<Statement> statements = new ArrayList<>();
        for (AwsZone zone : zones.zones()) {
            List<ZonalShift> here = shifts.stream()
                    .filter(shift -> shift.awayFrom().equals(zone.id()))
                    .toList();
            List<ZonalShift> cluster = clusterShifts.stream()
                    .filter(shift -> shift.awayFrom().equals(zone.id()))
                    .toList();
            boolean autoshift = autoshifts.stream()
                            .anyMatch(
                                    shift -> shift.active() && shift.awayFrom().equals(zone.id()))
                    || here.stream().anyMatch(shift -> shift.kind() == ZonalShift.Kind.AUTOSHIFT)
                    || cluster.stream().anyMatch(shift -> shift.kind() == ZonalShift.Kind.AUTOSHIFT);
            if (autoshift) {
                statements.add(Statement.against(zone.name(), Source.AUTOSHIFTS, "autoshift: AWS shifts traffic away"));
            }
            informed(here, ZonalShift.Kind.PRACTICE_RUN, shift -> true, "practice run, not an incident: ", zone.name())
                    .ifPresent(statements::add);
            informed(here, ZonalShift.Kind.EXPERIMENT, shift -> true, "experiment, not an incident: ", zone.name())
                    .ifPresent(statements::add);
            informed(here, ZonalShift.Kind.CUSTOMER, ours.negate(), "shifted by others: ", zone.name())
                    .ifPresent(statements::add);
            if (!cluster.isEmpty()) {
                statements.add(Statement.information(
                        zone.name(), Source.AUTOSHIFTS, "ARC shifts the EKS cluster away from it"));
            }
        }
        return statements;
    }

    private static Optional<Statement> informed(
            List<ZonalShift> here, ZonalShift.Kind kind, Predicate<ZonalShift> counts, String text, String zone) {
        List<String> names = here.stream()
                .filter(shift -> shift.kind() == kind && counts.test(shift))
                .map(shift -> shift.resource().replaceFirst("^arn:([^:]*:){4}[^:/]*[:/]", ""))
                .distinct()
                .sorted()
                .toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String named = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return Optional.of(Statement.information(
                zone, Source.AUTOSHIFTS, text + named + (names.size() > MOST_NAMES ? ", ..." : "")));
    }

    /** Returns what the status checks of instances say. */
    public static List<Statement> instances(Collection<InstanceProblem> troubles, AwsZones zones) {
        Map<String, Integer> impaired = new TreeMap<>();
        Map<String, Map<String, Integer>> events = new TreeMap<>();
        int all = 0;
        for (InstanceProblem trouble : troubles) {
            Optional<AwsZone> zone = zones.find(trouble.zone());
            all += trouble.impaired() ? 1 : 0;
            if (zone.isEmpty()) {
                continue;
            }
            if (trouble.impaired()) {
                impaired.merge(zone.get().name(), 1, Integer::sum);
            }
            if (!trouble.event().isEmpty()) {
                events.computeIfAbsent(zone.get().name(), name -> new TreeMap<>())
                        .merge(trouble.event(), 1, Integer::sum);
            }
        }
        List<Statement> statements = new ArrayList<>();
        for (Map.Entry<String, Integer> count : impaired.entrySet()) {
            if (count.getValue() >= FEWEST && count.getValue() >= OWN_SHARE * all) {
                statements.add(Statement.against(
                        count.getKey(), Source.INSTANCE_STATUS, "instances or volumes fail their status checks"));
            }
        }
        events.forEach((zone, codes) -> codes.forEach((code, count) -> {
            if (count >= FEWEST) {
                statements.add(Statement.information(
                        zone, Source.INSTANCE_STATUS, "several instances have scheduled " + code));
            }
        }));
        return statements;
    }

    /**
     * Returns what alarms say.
     *
     * @param zoneByAlarm the zone that each alarm is about, by the alarm's name
     * @param states of the alarms that there are
     */
    public static List<Statement> alarms(Map<String, String> zoneByAlarm, Map<String, String> states) {
        List<Statement> statements = new ArrayList<>();
        new TreeMap<>(states).forEach((alarm, state) -> {
            String zone = zoneByAlarm.get(alarm);
            if (zone != null && state.equals("ALARM")) {
                statements.add(Statement.against(zone, Source.ALARMS, "alarm " + alarm));
            }
        });
        return statements;
    }

    /** Returns the alarms that patterns with {@code {zone}} or {@code {zoneId}} identify, with the zone of each. */
    public static Map<String, String> alarmNames(Collection<String> patterns, AwsZones zones) {
        Map<String, String> names = new TreeMap<>();
        for (AwsZone zone : zones.zones()) {
            for (String pattern : patterns) {
                names.put(pattern.replace("{zoneId}", zone.id()).replace("{zone}", zone.name()), zone.name());
            }
        }
        return names;
    }

    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE - 1) + "…";
    }
}
