package io.zonekeeper.app.evacuation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/** Counts the services that left a zone because they failed there by themselves, within the last hour. */
public final class EvacuationBudget {
    private static final Duration HOUR = Duration.ofHours(1);

    private final IntSupplier perHour;
    private final Clock clock;
    private final Deque<Spent> spent = new ArrayDeque<>();
    private final Set<String> known = new HashSet<>();

    private record Spent(String what, Instant at) {}

    /** Creates a budget of so many in an hour. */
    public EvacuationBudget(IntSupplier perHour, Clock clock) {
        this.perHour = perHour;
        this.clock = clock;
    }

    /** Returns how many more there may be now. */
    public synchronized int left() {
        forget();
        return Math.max(0, perHour.getAsInt() - spent.size());
    }

    /**
     * Notes an evacuation, once for each.
     *
     * @param service namespace and name
     * @param zone the zone's name
     * @param since when it began
     */
    public synchronized void spend(String service, String zone, Instant since) {
        String what = service + " " + zone + " " + since;
        if (known.add(what)) {
            spent.addLast(new Spent(what, since));
        }
        forget();
    }

    private void forget() {
        Instant before = clock.instant().minus(HOUR);
        spent.removeIf(old -> {
            boolean gone = old.at().isBefore(before);
            if (gone) {
                known.remove(old.what());
            }
            return gone;
        });
    }
}
