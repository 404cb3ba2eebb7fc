package io.zonekeeper.controllers.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.drill.DrillPlan;
import io.zonekeeper.core.drill.DrillPlanner;
import io.zonekeeper.core.drill.DrillService;
import io.zonekeeper.core.drill.DrillZone;

/** All services as their last reconciles found them: what a game day is judged by. */
public final class DrillCensus {
    private final Map<String, DrillService> services = new ConcurrentHashMap<>();
    private final Supplier<Optional<Set<String>>> existing;

    /**
     * Creates an empty census.
     *
     * @param existing the keys of all services; empty while they are not known
     */
    public DrillCensus(Supplier<Optional<Set<String>>> existing) {
        this.existing = existing;
    }

    /** Notes how a service stands. */
    public void note(DrillService service) {
        services.put(service.name(), service);
    }

    /** Plans game days with what is known of services; they are not asked for where no zone has, or had, one. */
    public DrillPlan plan(List<DrillZone> zones, CordonPolicy policy, Instant now) {
        boolean none = zones.stream()
                .allMatch(zone -> zone.order().isEmpty() && zone.memory().isEmpty());
        return DrillPlanner.plan(zones, none ? Optional.empty() : services(), policy, now);
    }

    /** Empty while one of them was not reconciled yet. */
    private Optional<List<DrillService>> services() {
        return existing.get().flatMap(names -> {
            services.keySet().retainAll(names);
            return services.keySet().containsAll(names)
                    ? Optional.of(List.copyOf(services.values()))
                    : Optional.empty();
        });
    }
}
