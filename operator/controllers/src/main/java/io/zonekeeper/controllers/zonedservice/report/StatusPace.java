package io.zonekeeper.controllers.zonedservice.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.DisruptionStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.RolloutStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;

/**
 * Lets the counts of a status follow the pods at a pace: while pods start, every one of them would be a write
 * otherwise.
 *
 * <p>What was decided, what is remembered, and every condition that turns is written at once; only counts, and
 * sentences with counts in them, wait until {@link #INTERVAL} after the last write. What waits is written then, never
 * lost.
 */
public final class StatusPace {
    /** A user who watches sees counts that are this old at most. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Map<String, Long> written = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    public StatusPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes that a service's status was just written. */
    public void wrote(String service) {
        written.put(service, nanoTime.getAsLong());
    }

    /** Returns how long a status is to wait; zero for one to be written now. */
    public Duration wait(String service, ZonedServiceStatus before, ZonedServiceStatus after) {
        Long last = written.get(service);
        if (last == null || before == null) {
            return Duration.ZERO;
        }
        long left = last + INTERVAL.toNanos() - nanoTime.getAsLong();
        if (left <= 0) {
            // What was written longer ago makes nothing wait: there is no need to know of it.
            written.remove(service, last);
            return Duration.ZERO;
        }
        return Weighty.of(before).equals(Weighty.of(after)) ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /** What a status records beside counts. */
    private record Weighty(
            Long generation,
            Integer replicas,
            String selector,
            List<Stack> stacks,
            Optional<String> open,
            String lastHandledFailback,
            RolloutStatus rollout,
            List<LoadBalancerStatus> loadBalancers,
            List<Turn> turns) {
        static Weighty of(ZonedServiceStatus status) {
            return new Weighty(
                    status.observedGeneration(),
                    status.replicas(),
                    status.selector(),
                    Objects.requireNonNullElse(status.zones(), List.<ZoneStack>of()).stream()
                            .map(Stack::of)
                            .toList(),
                    Optional.ofNullable(status.disruption()).map(DisruptionStatus::openZone),
                    status.lastHandledFailback(),
                    status.rollout(),
                    Objects.requireNonNullElse(status.loadBalancers(), List.of()),
                    Objects.requireNonNullElse(status.conditions(), List.<Condition>of()).stream()
                            .map(Turn::of)
                            .toList());
        }
    }

    private record Stack(
            String zone,
            String state,
            Integer desired,
            String since,
            String evacuationCause,
            Integer replicasBeforeEvacuation,
            Integer claims) {
        static Stack of(ZoneStack stack) {
            return new Stack(
                    stack.zone(),
                    stack.state(),
                    stack.desired(),
                    stack.since(),
                    stack.evacuationCause(),
                    stack.replicasBeforeEvacuation(),
                    stack.unusedClaims());
        }
    }

    private record Turn(String type, String status, String reason) {
        static Turn of(Condition condition) {
            return new Turn(condition.type(), condition.status(), condition.reason());
        }
    }
}
