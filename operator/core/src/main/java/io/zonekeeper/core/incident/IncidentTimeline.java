package io.zonekeeper.core.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the records of a zone together to its incidents.
 *
 * <ol>
 *   <li>What a status has and an Event reports as well counts once.
 *   <li>An incident begins with the first record that shows something happening to the zone.
 *   <li>It is over when the zone is well, not cordoned, and no service is out of it; what follows within {@link #GAP}
 *       still belongs to it.
 * </ol>
 */
public final class IncidentTimeline {
    /** Services fail back one after the other, and their Events are written after the status. */
    static final Duration GAP = Duration.ofMinutes(1);

    private static final long SAME_SECONDS = 10;

    private final String zone;
    private final List<IncidentRecord> records = new ArrayList<>();
    private final Set<String> out = new HashSet<>();
    private boolean bad;
    private boolean cordoned;
    private Optional<Instant> closed = Optional.empty();

    private IncidentTimeline(String zone) {
        this.zone = zone;
    }

    /** Returns the incidents of a zone, the first one first. */
    public static List<Incident> of(String zone, List<IncidentRecord> records) {
        List<Incident> incidents = new ArrayList<>();
        IncidentTimeline current = new IncidentTimeline(zone);
        for (IncidentRecord next : sorted(records)) {
            if (current.isOverBefore(next)) {
                incidents.add(current.incident());
                current = new IncidentTimeline(zone);
            }
            if (!current.records.isEmpty() || next.step().opens()) {
                current.add(next);
            }
        }
        if (!current.records.isEmpty()) {
            incidents.add(current.incident());
        }
        return incidents;
    }

    private static List<IncidentRecord> sorted(List<IncidentRecord> records) {
        List<IncidentRecord> events = records.stream()
                .filter(each -> each.source() == IncidentRecord.Source.EVENT)
                .toList();
        return records.stream()
                .filter(each -> each.source() == IncidentRecord.Source.EVENT
                        || events.stream().noneMatch(event -> event.reportsSameAs(each, SAME_SECONDS)))
                .distinct()
                .sorted(Comparator.comparing(IncidentRecord::at)
                        .thenComparing(IncidentRecord::step)
                        .thenComparing(IncidentRecord::object))
                .toList();
    }

    private boolean isOverBefore(IncidentRecord next) {
        return closed.filter(end -> next.at().isAfter(end.plus(GAP))).isPresent();
    }

    private void add(IncidentRecord next) {
        records.add(next);
        String who = who(next);
        switch (next.step()) {
            case SIGN, VERDICT -> bad = true;
            case WELL -> bad = false;
            case CORDONED -> cordoned = true;
            case UNCORDONED -> cordoned = false;
            case OUT, REPLACED, RETURNING -> out.add(who);
            case BACK -> out.remove(who);
            case REFUSAL, OTHER -> {
                return;
            }
        }
        closed = bad || cordoned || !out.isEmpty() ? Optional.empty() : Optional.of(next.at());
    }

    private Incident incident() {
        Instant began = records.getFirst().at();
        List<Milestone> reached = new ArrayList<>();
        reached.add(
                milestone(Milestone.Kind.FIRST_SIGN, began, records.getFirst().message()));
        first(IncidentStep.VERDICT)
                .ifPresent(it -> reached.add(milestone(Milestone.Kind.VERDICT, it.at(), it.message())));
        first(IncidentStep.CORDONED)
                .ifPresent(it -> reached.add(milestone(Milestone.Kind.CORDONED, it.at(), it.message())));
        Map<String, Instant> left = firsts(IncidentStep.OUT);
        firsts(IncidentStep.REPLACED).forEach((who, at) -> left.merge(who, at, IncidentTimeline::earlier));
        all(Milestone.Kind.TRAFFIC_OFF, left.keySet(), left).ifPresent(reached::add);
        all(Milestone.Kind.CAPACITY, services(left.keySet()), firsts(IncidentStep.REPLACED))
                .ifPresent(reached::add);
        last(IncidentStep.UNCORDONED)
                .filter(it -> !cordoned)
                .ifPresent(it -> reached.add(milestone(Milestone.Kind.UNCORDONED, it.at(), it.message())));
        if (out.isEmpty()) {
            all(Milestone.Kind.FAILBACK, left.keySet(), lasts(IncidentStep.BACK))
                    .ifPresent(reached::add);
        }
        reached.sort(Comparator.comparing(Milestone::at).thenComparing(Milestone::kind));
        return new Incident(zone, began, closed, reached, records);
    }

    /** A ZoneFailover reports no capacity: its pods belong to others. */
    private static Set<String> services(Set<String> all) {
        Set<String> services = new HashSet<>(all);
        services.removeIf(who -> !who.startsWith("ZonedService "));
        return services;
    }

    /** The moment at which all of these had reached it; empty while one has not. */
    private Optional<Milestone> all(Milestone.Kind kind, Set<String> those, Map<String, Instant> reached) {
        if (those.isEmpty() || !reached.keySet().containsAll(those)) {
            return Optional.empty();
        }
        return those.stream()
                .map(reached::get)
                .max(Comparator.naturalOrder())
                .map(at ->
                        milestone(kind, at, those.size() == 1 ? those.iterator().next() : those.size() + " objects"));
    }

    private Milestone milestone(Milestone.Kind kind, Instant at, String detail) {
        return new Milestone(kind, at, Duration.between(records.getFirst().at(), at), detail);
    }

    private Optional<IncidentRecord> first(IncidentStep step) {
        return records.stream().filter(each -> each.step() == step).findFirst();
    }

    private Optional<IncidentRecord> last(IncidentStep step) {
        return records.reversed().stream().filter(each -> each.step() == step).findFirst();
    }

    private Map<String, Instant> firsts(IncidentStep step) {
        Map<String, Instant> firsts = new TreeMap<>();
        records.stream().filter(each -> each.step() == step).forEach(each -> firsts.putIfAbsent(who(each), each.at()));
        return firsts;
    }

    private Map<String, Instant> lasts(IncidentStep step) {
        Map<String, Instant> lasts = new TreeMap<>();
        records.stream().filter(each -> each.step() == step).forEach(each -> lasts.put(who(each), each.at()));
        return lasts;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static String who(IncidentRecord record) {
        return record.kind() + " " + record.object();
    }
}
