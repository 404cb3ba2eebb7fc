package io.zonekeeper.core.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the status is to say of a rollout next, from what it says: where both are of the same step, nothing changes. */
final class NextMemory {
    private final String wanted;
    private final List<RolloutZone> zones;
    private final Optional<RolloutMemory> last;
    private final Optional<RolloutMemory> before;
    private final Instant now;

    /**
     * Creates it.
     *
     * @param wanted the revision of the template that is rolled out
     * @param last what the status records, of whatever template
     */
    NextMemory(String wanted, List<RolloutZone> zones, Optional<RolloutMemory> last, Instant now) {
        this.wanted = wanted;
        this.zones = zones;
        this.last = last;
        this.before = last.filter(known -> known.revision().equals(wanted));
        this.now = now;
    }

    /** Returns the memory of a phase; that pods were refused is remembered as long as the zone is halted. */
    RolloutMemory of(RolloutPhase phase, Optional<String> zone) {
        Optional<String> refused = before.filter(
                        memory -> phase == RolloutPhase.HALTED && memory.zone().equals(zone))
                .flatMap(RolloutMemory::refused);
        return of(phase, zone, refused);
    }

    /** Returns the memory of a zone that has its previous template again, and why its pods were refused. */
    RolloutMemory refused(String zone, String words) {
        return of(RolloutPhase.HALTED, Optional.of(zone), Optional.of(words));
    }

    /** Returns the memory of a zone that is given the template once more: its step begins now. */
    RolloutMemory again(String zone) {
        return new RolloutMemory(
                wanted,
                RolloutPhase.UPDATING,
                Optional.of(zone),
                now,
                Optional.of(now),
                replaced(RolloutPhase.UPDATING),
                Optional.empty());
    }

    private RolloutMemory of(RolloutPhase phase, Optional<String> zone, Optional<String> refused) {
        RolloutMemory memory = new RolloutMemory(wanted, phase, zone, now, begun(zone), replaced(phase), refused);
        return before.filter(memory::sameStep).orElse(memory);
    }

    private Optional<Instant> begun(Optional<String> zone) {
        return zone.map(step -> before.filter(memory ->
                        memory.phase() != RolloutPhase.WAITING && memory.zone().equals(zone))
                .flatMap(RolloutMemory::begun)
                .orElse(now));
    }

    /** The template that this one replaced, as long as it may be what fails in zones that still have it. */
    private Optional<String> replaced(RolloutPhase phase) {
        if (phase == RolloutPhase.COMPLETE) {
            return Optional.empty();
        }
        if (before.isPresent()) {
            return before.get().replaced();
        }
        boolean incomplete =
                last.filter(memory -> memory.phase() != RolloutPhase.COMPLETE).isPresent();
        return Stream.of(last.map(RolloutMemory::revision), last.flatMap(RolloutMemory::replaced))
                .flatMap(Optional::stream)
                .filter(revision -> !revision.equals(wanted))
                .filter(revision ->
                        zones.stream().anyMatch(zone -> zone.has(revision) && (incomplete || zone.failing())))
                .findFirst();
    }
}
