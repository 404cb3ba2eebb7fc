package io.zonekeeper.core.rollout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reports about the zones of a service how they do with a template. */
final class ZoneReview {
    /** Pods of which the 25 % that a Deployment may be without are one whole pod. */
    private static final int LEAST_IN_PLACE = 4;

    private final String wanted;
    private final RolloutSettings settings;
    private final List<RolloutZone> zones;

    ZoneReview(String wanted, RolloutSettings settings, List<RolloutZone> zones) {
        this.wanted = wanted;
        this.settings = settings;
        this.zones = zones;
    }

    /** Whether every stack has the template. */
    boolean rolled() {
        return zones.stream().allMatch(zone -> !zone.exists() || zone.has(wanted));
    }

    /** The zones that take their turn. */
    Stream<RolloutZone> serving() {
        return zones.stream().filter(RolloutZone::takesPart);
    }

    /**
     * Whether a zone in which the rollout was halted is out of traffic, and another shows that the template is good.
     */
    boolean provenElsewhere(String halted, Optional<RolloutZone> zone) {
        boolean out = zone.map(RolloutZone::place)
                .map(place -> place == RolloutZone.Place.LEFT || place == RolloutZone.Place.REMOVING)
                .orElse(true);
        return out
                && serving()
                        .filter(other -> !other.zone().equals(halted))
                        .anyMatch(other -> other.runsOnly(wanted) && other.complete() && !other.failing());
    }

    /** Why a zone with the new template fails more often than the others; empty while it does not. */
    Optional<String> worse(RolloutZone zone) {
        List<RolloutZone> others =
                serving().filter(other -> !other.zone().equals(zone.zone())).toList();
        if (failing().isPresent()) {
            return Optional.of("the pods of %s fail their health checks"
                    .formatted(failing().get().zone()));
        }
        if (zone.trouble().isPresent() && !zone.complete()) {
            return zone.trouble();
        }
        Restarts elsewhere = others.stream().map(RolloutZone::restarts).reduce(Restarts.NONE, Restarts::plus);
        return settings.bake().isPositive() && zone.restarts().worseThan(elsewhere)
                ? Optional.of("%d of %d pods restarted within %s"
                        .formatted(
                                zone.restarts().restarted(),
                                zone.restarts().pods(),
                                settings.bake().toSeconds() + "s"))
                : Optional.empty();
    }

    /** A zone that fails with the new template; where all fail, the template is not to blame. */
    Optional<RolloutZone> failing() {
        boolean everywhere = serving().count() > 1 && serving().allMatch(RolloutZone::failing);
        return everywhere
                ? Optional.empty()
                : serving()
                        .filter(zone -> zone.runsOnly(wanted) && zone.failing())
                        .findFirst();
    }

    /**
     * Whether a zone continues without a pod more, as long as it is not whole: it does already, or the scheduler
     * reports that the place of an old pod would do. As many pods must be asked for as make a Deployment's own 25 % one
     * whole pod, and no other may be missing.
     */
    boolean replacesInPlace(RolloutZone zone) {
        if (zone.pods().withoutSurge()) {
            return true;
        }
        int asked = serving().mapToInt(RolloutZone::desired).sum();
        return settings.inPlaceIfNeeded()
                && zone.pods()
                        .unplaced()
                        .filter(StackPods.Unplaced::placeOfAnother)
                        .isPresent()
                && asked >= LEAST_IN_PLACE
                && zone.ready() >= zone.desired()
                && serving().filter(other -> !other.zone().equals(zone.zone())).allMatch(RolloutZone::complete);
    }

    /** How far a zone is from being whole with the template, and why. */
    static String notReady(RolloutZone zone) {
        String counts = "only %d of %d pods are ready with it".formatted(zone.readyWithIt(), zone.desired());
        return zone.pods()
                .unplaced()
                .map(unplaced -> counts + ": " + unplaced.message()
                        + (unplaced.placeOfAnother() && !zone.pods().withoutSurge() && zone.ready() >= zone.desired()
                                ? "; set rollout.maxUnavailable to 1, or make room for one additional pod"
                                : ""))
                .or(() -> zone.trouble().or(() -> zone.pods().suspended()).map(why -> counts + ": " + why))
                .orElse(counts);
    }
}
