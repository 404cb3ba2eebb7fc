package io.zonekeeper.aws;

import io.zonekeeper.core.aws.ZoneReports;
import io.zonekeeper.core.aws.database.DatabaseControl;
import io.zonekeeper.core.aws.shift.ShiftControl;

/** Everything that is asked of AWS in one region. */
public final class AwsRegion implements AutoCloseable {
    private final SdkClients clients;
    private final ZoneReports zones;
    private final ShiftControl shifts;
    private final DatabaseControl databases;

    /**
     * Prepares to ask; no client is made yet.
     *
     * @param region as in {@code us-east-1}
     * @param access how AWS is reached
     * @param listener is notified of every call
     */
    public AwsRegion(String region, AwsAccess access, CallListener listener) {
        this(region, new SdkClients(region, access, SdkClients.defaultCredentials()), listener);
    }

    AwsRegion(String region, SdkClients clients, CallListener listener) {
        this.clients = clients;
        var calls = new Calls(listener);
        this.zones = new SdkZoneReports(clients, calls, region);
        this.shifts = new SdkShiftControl(clients, calls);
        this.databases = new SdkDatabaseControl(clients, calls);
    }

    /** Returns what AWS reports about zones. */
    public ZoneReports zones() {
        return zones;
    }

    /** Returns the shifts of load balancers. */
    public ShiftControl shifts() {
        return shifts;
    }

    /** Returns the databases. */
    public DatabaseControl databases() {
        return databases;
    }

    @Override
    public void close() {
        clients.close();
    }
}
