package io.zonekeeper.controllers.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.aws.Allowance;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.shift.ShiftControl;
import io.zonekeeper.core.aws.shift.ZonalShift;

/** ARC on a clock of the test's: shifts end by themselves, a load balancer has one, and every call may fail. */
final class ArcInMemory implements ShiftControl {
    private final Clock clock;
    private String namespace;
    private final Map<String, ZonalShift> shifts = new LinkedHashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private Optional<AwsFailure.Kind> fault = Optional.empty();
    private Set<String> failing = Set.of();
    private int stale;

    ArcInMemory(Clock clock, String namespace) {
        this.clock = clock;
        this.namespace = namespace;
    }

    /** Lets operations fail, all of them where none are named. */
    void fails(AwsFailure.Kind kind, String... operations) {
        fault = Optional.of(kind);
        failing = Set.of(operations);
    }

    void works() {
        fault = Optional.empty();
    }

    /** The next lists show nothing, as they may shortly after a shift was started. */
    void showsNothing(int lists) {
        stale = lists;
    }

    /** Somebody tags the load balancer for a namespace. */
    void tagged(String with) {
        namespace = with;
    }

    void stands(ZonalShift shift) {
        shifts.put(shift.id(), shift);
    }

    /** AWS ends an autoshift. */
    void ends(ZonalShift shift) {
        shifts.remove(shift.id());
    }

    List<ZonalShift> active() {
        shifts.values()
                .removeIf(shift -> shift.expires()
                        .filter(end -> !end.isAfter(clock.instant()))
                        .isPresent());
        return List.copyOf(shifts.values());
    }

    int calls(String operation) {
        return calls.getOrDefault(operation, 0);
    }

    int calls() {
        return calls.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public Map<String, String> tags(String arn) {
        called("DescribeTags");
        return Map.of(Allowance.TAG, namespace);
    }

    @Override
    public List<ZonalShift> shifts(String arn) {
        called("GetManagedResource");
        if (stale > 0) {
            stale--;
            return List.of();
        }
        return active();
    }

    @Override
    public ZonalShift start(String arn, String awayFrom, Duration expiresIn, String comment) {
        called("StartZonalShift");
        // A customer's shift overrides autoshifts and practice runs: only one of another customer is a conflict.
        List<ZonalShift> standing = active().stream()
                .filter(shift -> shift.kind() == ZonalShift.Kind.CUSTOMER)
                .toList();
        if (!standing.isEmpty()) {
            throw trouble(
                    AwsFailure.Kind.CONFLICT,
                    "StartZonalShift",
                    Optional.of(standing.getFirst().id()));
        }
        var shift = new ZonalShift(
                "shift-" + calls("StartZonalShift"),
                arn,
                awayFrom,
                ZonalShift.Kind.CUSTOMER,
                Optional.of(clock.instant().plus(expiresIn)),
                comment);
        shifts.put(shift.id(), shift);
        return shift;
    }

    @Override
    public ZonalShift renew(ZonalShift shift, Duration expiresIn) {
        called("UpdateZonalShift");
        active();
        if (!shifts.containsKey(shift.id())) {
            throw trouble(AwsFailure.Kind.CONFLICT, "UpdateZonalShift", Optional.empty());
        }
        var renewed = new ZonalShift(
                shift.id(),
                shift.resource(),
                shift.awayFrom(),
                shift.kind(),
                Optional.of(clock.instant().plus(expiresIn)),
                shift.comment());
        shifts.put(shift.id(), renewed);
        return renewed;
    }

    @Override
    public void cancel(ZonalShift shift) {
        called("CancelZonalShift");
        shifts.remove(shift.id());
    }

    private void called(String operation) {
        calls.merge(operation, 1, Integer::sum);
        fault.filter(kind -> failing.isEmpty() || failing.contains(operation)).ifPresent(kind -> {
            throw trouble(kind, operation, Optional.empty());
        });
    }

    private static AwsFailure trouble(AwsFailure.Kind kind, String operation, Optional<String> shift) {
        return new AwsFailure(kind, kind.name(), operation + ": " + kind, shift, new IllegalStateException("as told"));
    }
}
