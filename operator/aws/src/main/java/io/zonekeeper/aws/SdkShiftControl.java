package io.zonekeeper.aws;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.core.aws.AwsOperation;
import io.zonekeeper.core.aws.shift.ShiftControl;
import io.zonekeeper.core.aws.shift.ZonalShift;

import software.amazon.awssdk.services.arczonalshift.model.ZonalShiftSummary;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Tag;

/** Shifts load balancers by the SDK. A call that the SDK repeats is harmless: ARC knows one shift of a resource. */
final class SdkShiftControl implements ShiftControl {
    private final SdkClients clients;
    private final Calls calls;

    SdkShiftControl(SdkClients clients, Calls calls) {
        this.clients = clients;
        this.calls = calls;
    }

    @Override
    public Map<String, String> tags(String arn) {
        return calls
                .call(
                        AwsOperation.DESCRIBE_TAGS,
                        () -> clients.elb().describeTags(request -> request.resourceArns(arn)))
                .tagDescriptions()
                .stream()
                .flatMap(description -> description.tags().stream())
                .collect(Collectors.toMap(Tag::key, tag -> text(tag.value()), (a, b) -> a));
    }

    @Override
    public List<ZonalShift> shifts(String arn) {
        return ManagedResource.read(clients, calls, arn).shifts();
    }

    @Override
    public ZonalShift start(String arn, String awayFrom, Duration expiresIn, String comment) {
        var started = calls.call(
                AwsOperation.START_ZONAL_SHIFT,
                () -> clients.arc()
                        .startZonalShift(request -> request.resourceIdentifier(arn)
                                .awayFrom(awayFrom)
                                .expiresIn(minutes(expiresIn))
                                .comment(comment)));
        return new ZonalShift(
                started.zonalShiftId(),
                arn,
                awayFrom,
                ZonalShift.Kind.CUSTOMER,
                Optional.ofNullable(started.expiryTime()),
                comment);
    }

    @Override
    public ZonalShift renew(ZonalShift shift, Duration expiresIn) {
        var renewed = calls.call(
                AwsOperation.UPDATE_ZONAL_SHIFT,
                () -> clients.arc()
                        .updateZonalShift(
                                request -> request.zonalShiftId(shift.id()).expiresIn(minutes(expiresIn))));
        return new ZonalShift(
                shift.id(),
                shift.resource(),
                shift.awayFrom(),
                shift.kind(),
                Optional.ofNullable(renewed.expiryTime()),
                shift.comment());
    }

    @Override
    public void cancel(ZonalShift shift) {
        calls.call(
                AwsOperation.CANCEL_ZONAL_SHIFT,
                () -> clients.arc().cancelZonalShift(request -> request.zonalShiftId(shift.id())));
    }

    static ZonalShift shift(ZonalShiftSummary shift) {
        return new ZonalShift(
                text(shift.zonalShiftId()),
                text(shift.resourceIdentifier()),
                text(shift.awayFrom()),
                ZonalShift.Kind.of(text(shift.shiftTypeAsString())),
                Optional.ofNullable(shift.expiryTime()),
                text(shift.comment()));
    }

    private static String minutes(Duration time) {
        return Math.max(1, time.toMinutes()) + "m";
    }

    private static String text(String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
