package io.zonekeeper.aws;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.core.aws.Autoshift;
import io.zonekeeper.core.aws.AwsOperation;
import io.zonekeeper.core.aws.AwsZone;
import io.zonekeeper.core.aws.HealthEvent;
import io.zonekeeper.core.aws.InstanceProblem;
import io.zonekeeper.core.aws.ZoneReports;
import io.zonekeeper.core.aws.shift.ZonalShift;

import software.amazon.awssdk.services.arczonalshift.model.AutoshiftExecutionStatus;
import software.amazon.awssdk.services.arczonalshift.model.ZonalShiftStatus;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneMessage;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.health.model.Event;
import software.amazon.awssdk.services.health.model.EventStatusCode;
import software.amazon.awssdk.services.health.model.EventTypeCategory;

/** Asks the SDK what AWS reports about zones. Answers of many pages are cut: a zone that is ill shows on the first. */
final class SdkZoneReports implements ZoneReports {
    private static final int MOST_PAGES = 5;
    private static final int PAGE = 100;

    /** What one call of DescribeEventDetails takes. */
    private static final int MOST_DETAILS = 10;

    private final SdkClients clients;
    private final Calls calls;
    private final String region;
    private final Map<String, String> descriptions = new HashMap<>();

    SdkZoneReports(SdkClients clients, Calls calls, String region) {
        this.clients = clients;
        this.calls = calls;
        this.region = region;
    }

    @Override
    public List<AwsZone> zones() {
        return calls
                .call(
                        AwsOperation.DESCRIBE_AVAILABILITY_ZONES,
                        () -> clients.ec2().describeAvailabilityZones())
                .availabilityZones()
                .stream()
                .map(zone -> new AwsZone(
                        zone.zoneName(),
                        text(zone.zoneId()),
                        text(zone.zoneType()),
                        text(zone.stateAsString()),
                        zone.messages().stream()
                                .map(AvailabilityZoneMessage::message)
                                .filter(Objects::nonNull)
                                .toList()))
                .toList();
    }

    @Override
    public List<HealthEvent> healthEvents() {
        List<Event> events = calls.call(
                AwsOperation.DESCRIBE_EVENTS,
                () -> clients
                        .health()
                        .describeEventsPaginator(request -> request.maxResults(PAGE)
                                .filter(filter -> filter.regions(region)
                                        .eventStatusCodes(EventStatusCode.OPEN, EventStatusCode.UPCOMING)
                                        .eventTypeCategories(
                                                EventTypeCategory.ISSUE, EventTypeCategory.SCHEDULED_CHANGE)))
                        .stream()
                        .limit(MOST_PAGES)
                        .flatMap(page -> page.events().stream())
                        .toList());
        Map<String, String> texts = describe(events);
        return events.stream()
                .map(event -> new HealthEvent(
                        event.arn(),
                        text(event.service()),
                        text(event.eventTypeCode()),
                        text(event.eventTypeCategoryAsString()),
                        text(event.statusCodeAsString()),
                        text(event.availabilityZone()),
                        Optional.ofNullable(event.startTime()),
                        texts.getOrDefault(key(event), "")))
                .toList();
    }

    /** The texts of events that name no zone; one that was not updated since is not asked for again. */
    private Map<String, String> describe(List<Event> events) {
        List<Event> wanted = events.stream()
                .filter(event -> text(event.availabilityZone()).isEmpty())
                .toList();
        descriptions.keySet().retainAll(wanted.stream().map(SdkZoneReports::key).toList());
        List<Event> unknown = wanted.stream()
                .filter(event -> !descriptions.containsKey(key(event)))
                .toList();
        for (int from = 0; from < unknown.size(); from += MOST_DETAILS) {
            Map<String, Event> batch = unknown.subList(from, Math.min(unknown.size(), from + MOST_DETAILS)).stream()
                    .collect(Collectors.toMap(Event::arn, event -> event, (a, b) -> a));
            calls.call(
                            AwsOperation.DESCRIBE_EVENT_DETAILS,
                            () -> clients.health().describeEventDetails(request -> request.eventArns(batch.keySet())))
                    .successfulSet()
                    .forEach(detail -> descriptions.put(
                            key(batch.get(detail.event().arn())),
                            detail.eventDescription() == null
                                    ? ""
                                    : text(detail.eventDescription().latestDescription())));
        }
        return descriptions;
    }

    private static String key(Event event) {
        return event.arn() + "@" + Optional.ofNullable(event.lastUpdatedTime()).orElse(Instant.EPOCH);
    }

    @Override
    public List<Autoshift> autoshifts() {
        return calls
                .call(
                        AwsOperation.LIST_AUTOSHIFTS,
                        () -> clients.arc()
                                .listAutoshifts(request -> request.status(AutoshiftExecutionStatus.ACTIVE)
                                        .maxResults(PAGE)))
                .items()
                .stream()
                .map(shift -> new Autoshift(text(shift.awayFrom()), shift.status() == AutoshiftExecutionStatus.ACTIVE))
                .toList();
    }

    @Override
    public List<ZonalShift> shifts() {
        return calls.call(
                AwsOperation.LIST_ZONAL_SHIFTS,
                () -> clients
                        .arc()
                        .listZonalShiftsPaginator(request ->
                                request.status(ZonalShiftStatus.ACTIVE).maxResults(PAGE))
                        .stream()
                        .limit(MOST_PAGES)
                        .flatMap(page -> page.items().stream())
                        .map(SdkShiftControl::shift)
                        .toList());
    }

    @Override
    public List<ZonalShift> clusterShifts(String clusterArn) {
        return ManagedResource.read(clients, calls, clusterArn).applied();
    }

    /** Three filtered questions with short answers: all instances of an account may be thousands. */
    @Override
    public List<InstanceProblem> instances() {
        Map<String, InstanceProblem> found = new HashMap<>();
        for (String filter : List.of("system-status.status", "attached-ebs-status.status")) {
            statuses(filter, "impaired")
                    .forEach(status -> found.put(
                            status.instanceId(),
                            new InstanceProblem(status.instanceId(), zone(status), true, event(status))));
        }
        statuses(
                        "event.code",
                        "instance-reboot",
                        "system-reboot",
                        "system-maintenance",
                        "instance-retirement",
                        "instance-stop")
                .forEach(status -> found.putIfAbsent(
                        status.instanceId(),
                        new InstanceProblem(status.instanceId(), zone(status), false, event(status))));
        return List.copyOf(found.values());
    }

    private List<InstanceStatus> statuses(String filter, String... values) {
        return calls.call(
                AwsOperation.DESCRIBE_INSTANCE_STATUS,
                () -> clients
                        .ec2()
                        .describeInstanceStatusPaginator(request -> request.maxResults(10 * PAGE)
                                .filters(Filter.builder()
                                        .name(filter)
                                        .values(values)
                                        .build()))
                        .stream()
                        .limit(MOST_PAGES)
                        .flatMap(page -> page.instanceStatuses().stream())
                        .toList());
    }

    private static String zone(InstanceStatus status) {
        return Optional.ofNullable(status.availabilityZoneId()).orElseGet(() -> text(status.availabilityZone()));
    }

    /** Events that are over stay in the list for a week, marked so. */
    private static String event(InstanceStatus status) {
        return status.events().stream()
                .filter(event -> !text(event.description()).startsWith("[Completed]")
                        && !text(event.description()).startsWith("[Canceled]"))
                .map(event -> text(event.codeAsString()))
                .findFirst()
                .orElse("");
    }

    @Override
    public Map<String, String> alarms(Collection<String> names) {
        Map<String, String> states = new HashMap<>();
        List<String> all = List.copyOf(names);
        for (int from = 0; from < all.size(); from += PAGE) {
            List<String> batch = all.subList(from, Math.min(all.size(), from + PAGE));
            var answer = calls.call(
                    AwsOperation.DESCRIBE_ALARMS,
                    () -> clients.cloudWatch()
                            .describeAlarms(request -> request.alarmNames(batch)
                                    .alarmTypes(AlarmType.METRIC_ALARM, AlarmType.COMPOSITE_ALARM)
                                    .maxRecords(PAGE)));
            answer.metricAlarms().forEach(alarm -> states.put(alarm.alarmName(), text(alarm.stateValueAsString())));
            answer.compositeAlarms().forEach(alarm -> states.put(alarm.alarmName(), text(alarm.stateValueAsString())));
        }
        return states;
    }

    private static String text(String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
