package io.zonekeeper.aws;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.zonekeeper.core.aws.AwsOperation;
import io.zonekeeper.core.aws.shift.ZonalShift;

import software.amazon.awssdk.services.arczonalshift.model.AppliedStatus;
import software.amazon.awssdk.services.arczonalshift.model.AutoshiftInResource;
import software.amazon.awssdk.services.arczonalshift.model.GetManagedResourceResponse;
import software.amazon.awssdk.services.arczonalshift.model.ZonalShiftInResource;

/**
 * A resource as ARC manages it. GetManagedResource is the only operation that returns both the shifts of customers and
 * the autoshifts of one resource; ListZonalShifts leaves autoshifts out.
 *
 * @param arn ARN of the resource
 * @param answer what ARC answered
 */
record ManagedResource(String arn, GetManagedResourceResponse answer) {
    static ManagedResource read(SdkClients clients, Calls calls, String arn) {
        return new ManagedResource(
                arn,
                calls.call(
                        AwsOperation.GET_MANAGED_RESOURCE,
                        () -> clients.arc().getManagedResource(request -> request.resourceIdentifier(arn))));
    }

    /** Returns the shifts under way, whichever of them is in effect. */
    List<ZonalShift> shifts() {
        return shifts(status -> true);
    }

    /** Returns the shifts in effect. */
    List<ZonalShift> applied() {
        return shifts(AppliedStatus.APPLIED.toString()::equals);
    }

    private List<ZonalShift> shifts(Predicate<String> status) {
        return Stream.concat(
                        answer.zonalShifts().stream()
                                .filter(shift -> status.test(shift.appliedStatusAsString()))
                                .map(this::shift),
                        answer.autoshifts().stream()
                                .filter(shift -> status.test(shift.appliedStatusAsString()))
                                .map(this::shift))
                .toList();
    }

    private ZonalShift shift(ZonalShiftInResource shift) {
        return new ZonalShift(
                text(shift.zonalShiftId()),
                arn,
                text(shift.awayFrom()),
                ZonalShift.Kind.of(text(shift.shiftTypeAsString())),
                Optional.ofNullable(shift.expiryTime()),
                text(shift.comment()));
    }

    private ZonalShift shift(AutoshiftInResource shift) {
        return new ZonalShift("", arn, text(shift.awayFrom()), ZonalShift.Kind.AUTOSHIFT, Optional.empty(), "");
    }

    private static String text(String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
