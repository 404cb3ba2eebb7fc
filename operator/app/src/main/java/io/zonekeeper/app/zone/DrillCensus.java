package io.zonekeeper.app.zone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.zonekeeper.core.drill.DrillService;

/** All services as their last reconciles found them: what a game day is judged by. */
public final class DrillCensus {
    private final Map<String, DrillService> services = new ConcurrentHashMap<>();
    private volatile Optional<Supplier<Set<String>>> existing = Optional.empty();

    /** Says how to learn which services there are, by namespace and name. */
    public void existing(Supplier<Set<String>> names) {
        existing = Optional.of(names);
    }

    /** Notes how a service stands. */
    public void note(DrillService service) {
        services.put(service.name(), service);
    }

    /** Returns all services; empty while one of them was not reconciled yet. */
    Optional<List<DrillService>> services() {
        return existing.map(Supplier::get).flatMap(names -> {
            services.keySet().retainAll(names);
            return services.keySet().containsAll(names)
                    ? Optional.of(List.copyOf(services.values()))
                    : Optional.empty();
        });
    }
}
