package io.zonekeeper.core.aws.shift;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Shifts of load balancers. Every method waits for AWS and throws {@link io.zonekeeper.core.aws.AwsFailure}. */
public interface ShiftControl {
    /** Returns a load balancer's tags. */
    Map<String, String> tags(String arn);

    /**
     * Returns the active shifts of a load balancer, autoshifts of AWS included, in effect or overridden by another.
     *
     * @throws AwsTrouble of kind NOT_FOUND where ARC does not manage it
     */
    List<ZonalShift> shifts(String arn);

    /** Starts a shift and returns it. */
    ZonalShift start(String arn, String awayFrom, Duration expiresIn, String comment);

    /** Lets a shift end so long from now, and returns it. */
    ZonalShift renew(ZonalShift shift, Duration expiresIn);

    /** Ends a shift. */
    void cancel(ZonalShift shift);
}
