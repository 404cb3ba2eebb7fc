package io.zonekeeper.core.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * A zone in step whose pods of the new template are refused at creation, by a quota or a policy on pods, although the
 * API server took the template.
 *
 * <ol>
 *   <li>While the service does not need more pods there than run, the zone keeps the template: its controller retries,
 *       and the rollout continues on its own when pods are admitted.
 *   <li>Where it does need them, for a zone was left or returns, or {@code replicas} was raised, the zone gets the
 *       template of the other zones back. Not where no pod of that runs any more, nor while pods of the other zones do
 *       not come either: then what refuses pods refuses them whatever their template, and nothing would be gained.
 *   <li>It is given the new template again when no zone is away, the others are whole, and the deadline has passed
 *       since.
 * </ol>
 */
final class RefusedPods {
    private final String wanted;
    private final RolloutSettings settings;
    private final List<RolloutZone> zones;

    RefusedPods(String wanted, RolloutSettings settings, List<RolloutZone> zones) {
        this.wanted = wanted;
        this.settings = settings;
        this.zones = zones;
    }

    /** Returns why pods of the template are not created in a zone in which the service needs them. */
    Optional<String> whereNeeded(RolloutZone zone) {
        return zone.pods()
                .refused()
                .filter(words -> !zone.runsOnly(wanted))
                .filter(words -> away() || lacksMoreThanAnUpdate(zone))
                .filter(words -> zones.stream()
                        .filter(other -> other.takesPart() && !other.has(wanted))
                        .noneMatch(other -> other.trouble().isPresent()));
    }

    /** Returns whether a zone that was given its previous template back may be given the new one again. */
    boolean mayTryAgain(RolloutZone zone, RolloutMemory step, Instant now) {
        return !away()
                && !now.isBefore(triesAgainAt(step))
                && zones.stream().filter(RolloutZone::takesPart).allMatch(RolloutZone::complete);
    }

    /** Returns the earliest time at which it is given the new one again. */
    Instant triesAgainAt(RolloutMemory step) {
        return step.since().plus(settings.deadline());
    }

    /** Returns what is notified of such a zone. */
    Refusal told(String zone, RolloutMemory step) {
        return new Refusal(
                ServiceReason.TEMPLATE_REFUSED,
                "pods of the new template cannot be created in %s: %s. The zone has its previous template again, because the service needs pods there; it gets the new template when no zone is evacuated, at the earliest at %s. Change the template, or the quota or policy that refuses its pods"
                        .formatted(zone, step.refused().orElseThrow(), triesAgainAt(step)));
    }

    private boolean away() {
        return zones.stream()
                .anyMatch(zone -> zone.exists() && !zone.empty() && zone.place() != RolloutZone.Place.SERVES);
    }

    /** Whether more pods are missing than any rolling update is without. */
    private static boolean lacksMoreThanAnUpdate(RolloutZone zone) {
        return zone.ready() < zone.desired() - Math.max(1, zone.desired() / 4);
    }
}
