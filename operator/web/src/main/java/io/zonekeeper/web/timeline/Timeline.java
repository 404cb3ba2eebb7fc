package io.zonekeeper.web.timeline;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.web.view.Frame;
import io.zonekeeper.web.view.Problem;
import io.zonekeeper.web.view.ServiceView;
import io.zonekeeper.web.view.ZoneView;

/** The events between two frames: a pure function of both. */
public final class Timeline {
    private static final String HEALTHY = "Healthy";

    /** More refusals than this at once are one event: a zone's loss concerns every service. */
    private static final int SINGLE_REFUSALS = 5;

    private Timeline() {}

    /** Returns what began before this process could see it and continues, at the times that the status has. */
    public static List<IncidentEvent> ongoing(Frame frame, Instant now) {
        List<IncidentEvent> events = new ArrayList<>();
        for (ZoneView zone : frame.zones().values()) {
            if (!zone.verdict().equals(HEALTHY)) {
                events.add(verdict(zone, time(zone.since(), now)));
            }
            if (zone.cordon() != null) {
                events.add(cordon(zone, time(zone.cordon().since(), now)));
            }
        }
        return events;
    }

    /**
     * Returns what happened between two frames.
     *
     * @param now when the second one was made; what the status dates itself has its own time
     */
    public static List<IncidentEvent> between(Frame before, Frame after, Instant now) {
        List<IncidentEvent> events = new ArrayList<>();
        after.zones().values().forEach(zone -> zone(before.zones().get(zone.name()), zone, now, events));
        progress(before, after, now, events);
        refusals(before, after, now, events);
        return events;
    }

    private static void zone(ZoneView before, ZoneView after, Instant now, List<IncidentEvent> events) {
        if (before == null
                ? !after.verdict().equals(HEALTHY)
                : !before.verdict().equals(after.verdict())) {
            events.add(verdict(after, now));
        }
        Optional<String> by = Optional.ofNullable(before).flatMap(ZoneView::cordonedBy);
        if (!by.equals(after.cordonedBy())) {
            events.add(
                    after.cordon() == null
                            ? IncidentEvent.of(
                                    now,
                                    EventKind.UNCORDON,
                                    after.name(),
                                    null,
                                    after.name() + " is not cordoned any more")
                            : cordon(after, now));
        }
        Optional<ZoneView.Drill> drill = Optional.ofNullable(after.drill());
        Optional<String> phase =
                Optional.ofNullable(before).map(ZoneView::drill).map(ZoneView.Drill::phase);
        if (drill.isPresent() && !drill.map(ZoneView.Drill::phase).equals(phase)) {
            events.add(drill(after.name(), drill.get(), now));
        }
        Set<String> known = conditions(before == null ? List.of() : before.problems());
        after.problems().stream()
                .filter(problem -> !known.contains(problem.condition() + problem.reason()))
                .filter(problem -> !problem.condition().equals("Ready"))
                .forEach(problem -> events.add(
                        IncidentEvent.of(now, EventKind.REFUSAL, after.name(), problem.reason(), problem.message())));
    }

    private static IncidentEvent drill(String zone, ZoneView.Drill drill, Instant now) {
        String outcome =
                Optional.ofNullable(drill.outcome()).map(found -> ", " + found).orElse("");
        return IncidentEvent.of(
                now, EventKind.DRILL, zone, drill.phase(), "Drill in %s: %s%s".formatted(zone, drill.phase(), outcome));
    }

    private static IncidentEvent verdict(ZoneView zone, Instant now) {
        return IncidentEvent.of(
                now,
                EventKind.VERDICT,
                zone.name(),
                zone.verdict(),
                "%s is %s: %s".formatted(zone.name(), zone.verdict(), Objects.requireNonNullElse(zone.evidence(), "")));
    }

    private static IncidentEvent cordon(ZoneView zone, Instant now) {
        return IncidentEvent.of(
                now,
                EventKind.CORDON,
                zone.name(),
                zone.cordon().by(),
                "%s is cordoned (%s): %s"
                        .formatted(
                                zone.name(),
                                zone.cordon().by(),
                                Objects.requireNonNullElse(zone.cordon().reason(), "no reason given")));
    }

    private static void progress(Frame before, Frame after, Instant now, List<IncidentEvent> events) {
        Map<String, ZoneProgress> earlier = ZoneProgress.of(before);
        Map<String, ZoneProgress> later = ZoneProgress.of(after);
        Set<String> zones = new TreeSet<>(earlier.keySet());
        zones.addAll(later.keySet());
        for (String zone : zones) {
            ZoneProgress was = ZoneProgress.of(earlier, zone);
            ZoneProgress is = ZoneProgress.of(later, zone);
            if (is.trafficRemoved() && !was.trafficRemoved()) {
                events.add(IncidentEvent.of(
                        now,
                        EventKind.TRAFFIC,
                        zone,
                        "removed",
                        "%s gets no traffic: removed for all %d services there".formatted(zone, is.services())));
            } else if (is.begun() && !was.begun()) {
                events.add(IncidentEvent.of(
                        now,
                        EventKind.TRAFFIC,
                        zone,
                        "begun",
                        "Traffic is being removed from %s: %d of %d services"
                                .formatted(zone, is.withoutTraffic(), is.services())));
            }
            if (is.capacityBack() && !was.capacityBack()) {
                events.add(IncidentEvent.of(
                        now,
                        EventKind.CAPACITY,
                        zone,
                        null,
                        "Other zones have replaced what %s ran for %d services".formatted(zone, is.withoutTraffic())));
            }
            if (was.begun() && !is.begun()) {
                events.add(IncidentEvent.of(
                        now, EventKind.FAILBACK, zone, null, "All services have failed back to " + zone));
            }
        }
    }

    private static void refusals(Frame before, Frame after, Instant now, List<IncidentEvent> events) {
        if (before.services() == after.services()) {
            return;
        }
        List<IncidentEvent> found = new ArrayList<>();
        after.services().forEach((id, service) -> {
            ServiceView old = before.services().get(id);
            if (!Objects.equals(old, service)) {
                Set<String> known = conditions(old == null ? List.of() : old.problems());
                service.problems().stream()
                        .filter(Problem::refusal)
                        .filter(problem -> !known.contains(problem.condition() + problem.reason()))
                        .forEach(problem -> found.add(new IncidentEvent(
                                now,
                                EventKind.REFUSAL,
                                null,
                                id,
                                problem.reason(),
                                service.described() + ": " + problem.message())));
            }
        });
        if (found.size() <= SINGLE_REFUSALS) {
            events.addAll(found);
        } else {
            events.add(new IncidentEvent(
                    now,
                    EventKind.REFUSAL,
                    null,
                    null,
                    null,
                    "%d services report a refusal: %s"
                            .formatted(
                                    found.size(),
                                    found.stream()
                                            .map(IncidentEvent::value)
                                            .distinct()
                                            .limit(SINGLE_REFUSALS)
                                            .collect(Collectors.joining(", ")))));
        }
    }

    private static Set<String> conditions(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.condition() + problem.reason())
                .collect(Collectors.toSet());
    }

    private static Instant time(String text, Instant otherwise) {
        try {
            return text == null ? otherwise : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
