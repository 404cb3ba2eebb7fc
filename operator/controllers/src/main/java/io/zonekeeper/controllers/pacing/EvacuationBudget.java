package io.zonekeeper.controllers.pacing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * Counts the services that evacuated a zone because they failed there on their own, within the last hour.
 *
 * <p>A service is a ZonedService, or the Services of a ZoneFailover together; these name their stacks by Service and
 * zone.
 *
 * <ol>
 *   <li>An evacuation is known by its service, its zone and the time in the service's status. However often it is read
 *       there, it counts once; and a process that was started since counts it as well.
 *   <li>Before its status is written, an evacuation is reserved: of services that are planned at the same time, only so
 *       many get a reservation as are left. A reservation ends when the status names the evacuation, or when the
 *       service no longer wants it.
 * </ol>
 */
public final class EvacuationBudget {
    private static final Duration HOUR = Duration.ofHours(1);

    private final IntSupplier perHour;
    private final Clock clock;
    private final Set<Spent> spent = new HashSet<>();
    private final Map<Stack, Instant> reserved = new HashMap<>();

    private record Stack(String service, String zone) {}

    private record Spent(Stack stack, Instant at) {}

    /** Creates a budget of so many in an hour. */
    public EvacuationBudget(IntSupplier perHour, Clock clock) {
        this.perHour = perHour;
        this.clock = clock;
    }

    /** Returns how many more there may be now. */
    public synchronized int left() {
        forget();
        return Math.max(0, perHour.getAsInt() - spent.size() - reserved.size());
    }

    /**
     * Returns how many more there may be now, those that a service has reserved for itself among them.
     *
     * @param service namespace and name
     */
    public synchronized int left(String service) {
        forget();
        long others = reserved.keySet().stream()
                .filter(stack -> !stack.service().equals(service))
                .count();
        return (int) Math.max(0, perHour.getAsInt() - spent.size() - others);
    }

    /**
     * Notes an evacuation that a status names; noted again, it changes nothing.
     *
     * @param service namespace and name
     * @param zone the zone's name
     * @param at when the zone was evacuated, as the status has it
     */
    public synchronized void note(String service, String zone, Instant at) {
        Stack stack = new Stack(service, zone);
        if (!at.isBefore(clock.instant().minus(HOUR)) && spent.add(new Spent(stack, at))) {
            reserved.remove(stack);
        }
    }

    /**
     * Reserves the evacuations that a service is about to begin, and gives back those that it no longer wants.
     *
     * @param service namespace and name
     * @param zones names of all zones that it leaves on its own and that its status does not yet name as evacuated
     * @return whether there was one left for each; if not, none is reserved
     */
    public synchronized boolean reserve(String service, Set<String> zones) {
        reserved.keySet().removeIf(stack -> stack.service().equals(service) && !zones.contains(stack.zone()));
        if (zones.size() > left(service)) {
            reserved.keySet().removeIf(stack -> stack.service().equals(service));
            return false;
        }
        zones.forEach(zone -> reserved.putIfAbsent(new Stack(service, zone), clock.instant()));
        return true;
    }

    private void forget() {
        Instant before = clock.instant().minus(HOUR);
        spent.removeIf(old -> old.at().isBefore(before));
        reserved.values().removeIf(at -> at.isBefore(before));
    }
}
