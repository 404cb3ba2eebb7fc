package io.zonekeeper.core.aws;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.aws.shift.ZonalShift;

/** What AWS reports about the zones of one region. Every method waits for AWS and throws {@link AwsFailure}. */
public interface ZoneReports {
    /** Returns the zones, of all types. */
    List<AwsZone> zones();

    /**
     * Returns the open and upcoming Health events of the region that may be about a zone: issues and scheduled changes.
     */
    List<HealthEvent> healthEvents();

    /** Returns the autoshifts under way in the region. */
    List<Autoshift> autoshifts();

    /** Returns the active shifts of all resources of the account in the region. */
    List<ZonalShift> shifts();

    /** Returns the shifts in effect for the EKS cluster as a whole. */
    List<ZonalShift> clusterShifts(String clusterArn);

    /** Returns the instances that fail status checks or have scheduled events. */
    List<InstanceProblem> instances();

    /** Returns the state (OK, ALARM or INSUFFICIENT_DATA) of the alarms that there are, by name. */
    Map<String, String> alarms(Collection<String> names);
}
