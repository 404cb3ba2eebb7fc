package io.zonekeeper.cli.timeline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.cli.cluster.Cluster;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.incident.IncidentRecord;
import io.zonekeeper.core.incident.IncidentRecord.Source;
import io.zonekeeper.core.zone.Verdict;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;

/** The records of one zone, out of Events and of statuses. */
final class IncidentReading {
    private static final String ZONE = "Zone";
    private static final String SERVICE = "ZonedService";
    private static final List<String> HELD = List.of("EvacuationHeld", "LoadBalancersIgnored", "TrafficRemains");

    private final String zone;
    private final String object;
    private final Pattern named;
    private final List<IncidentRecord> records = new ArrayList<>();

    IncidentReading(Zone zone) {
        this.zone = Cluster.zoneName(zone);
        this.object = zone.getMetadata().getName();
        this.named = Pattern.compile("(?<![A-Za-z0-9-])%s(?![A-Za-z0-9-])".formatted(Pattern.quote(this.zone)));
        status(zone.getStatus());
    }

    String zone() {
        return zone;
    }

    List<IncidentRecord> records() {
        return List.copyOf(records);
    }

    /** Adds an Event that concerns the zone; one that was repeated is a record when it came first and last. */
    void event(Event event) {
        ObjectReference about = event.getInvolvedObject();
        String message = Objects.requireNonNullElse(event.getMessage(), "");
        boolean ofZone = ZONE.equals(about.getKind()) && object.equals(about.getName());
        boolean namesZone = !ZONE.equals(about.getKind()) && concerns(event.getReason(), message);
        if (!ofZone && !namesZone) {
            return;
        }
        Stream.of(event.getFirstTimestamp(), event.getLastTimestamp())
                .filter(Objects::nonNull)
                .distinct()
                .forEach(at -> records.add(new IncidentRecord(
                        Instant.parse(at),
                        about.getKind(),
                        ofZone ? zone : name(about.getNamespace(), about.getName()),
                        event.getReason(),
                        message,
                        "Warning".equals(event.getType()),
                        Source.EVENT)));
    }

    /** A step names its zone first, and others perhaps in its reason. */
    private boolean concerns(String reason, String message) {
        boolean step = StackState.of(reason).isPresent()
                || List.of("Evacuated", "Returned").contains(reason);
        return step
                ? message.startsWith(zone) && named.matcher(message).lookingAt()
                : named.matcher(message).find();
    }

    private void status(ZoneStatus status) {
        if (status == null) {
            return;
        }
        if (!Verdict.UNKNOWN.word().equals(status.verdict())) {
            add(status.verdictSince(), ZONE, zone, status.verdict(), status.evidence(), false);
        }
        Optional.ofNullable(status.cordon())
                .ifPresent(cordon -> add(
                        cordon.since(),
                        ZONE,
                        zone,
                        "Cordoned",
                        "%s: %s".formatted(cordon.by(), cordon.reason()),
                        true));
        if (status.cordon() == null) {
            add(status.returnedAt(), ZONE, zone, "Uncordoned", zone + " may be used again", false);
        }
    }

    /** Adds what the status of a service has of the zone: the state it is in, and what is held. */
    void service(ZonedService service) {
        Optional<ZonedServiceStatus> status = Optional.ofNullable(service.getStatus());
        String name =
                name(service.getMetadata().getNamespace(), service.getMetadata().getName());
        status.map(ZonedServiceStatus::zones).stream()
                .flatMap(List::stream)
                .filter(stack -> stack.zone().equals(zone) && stack.evacuationCause() != null)
                .forEach(stack -> add(
                        stack.since(),
                        SERVICE,
                        name,
                        stack.state(),
                        "%s is %s: %s".formatted(zone, stack.state(), stack.reason()),
                        true));
        status.map(ZonedServiceStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition -> HELD.contains(condition.type())
                        && "True".equals(condition.status())
                        && named.matcher(condition.message()).find())
                .forEach(condition -> held(name, condition));
    }

    private void held(String name, Condition condition) {
        add(condition.lastTransitionTime(), SERVICE, name, condition.reason(), condition.message(), true);
    }

    private void add(String at, String kind, String name, String reason, String message, boolean warning) {
        if (at != null && reason != null) {
            records.add(new IncidentRecord(
                    Instant.parse(at),
                    kind,
                    name,
                    reason,
                    Objects.requireNonNullElse(message, ""),
                    warning,
                    Source.STATUS));
        }
    }

    private static String name(String namespace, String name) {
        return namespace == null || namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
