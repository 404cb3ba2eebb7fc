package io.zonekeeper.controllers.zonedservice.report;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
 * sentences with counts in them, wait after the last write: {@link #INTERVAL}, and longer the more services had theirs
 * written lately, so that all of them together write {@link #PER_SECOND} at most. Those of zones without traffic wait
 * {@link #LONGER} times as long: nothing depends on their pods, they often change back, as while a dark zone returns,
 * and what is decided meanwhile takes them along. What waits is written then, never lost.
 */
public final class StatusPace {
    /** A user who watches a few services sees counts that are this old at most. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    /** And one who watches hundreds of them fail at once, this old. */
    static final Duration LONGEST = Duration.ofSeconds(15);

    /** Times as long, for counts of zones without traffic. */
    static final int LONGER = 8;

    /**
     * A small part of the some 200 writes a second that an API server on two cores bears: the rest is for what helps.
     */
    static final int PER_SECOND = 20;

    /** When a service's status was written, the oldest first. */
    private final Map<String, Long> written = new LinkedHashMap<>();

    /** Since when only counts of zones without traffic differ from what was written, the oldest first. */
    private final Map<String, Long> outOfTraffic = new LinkedHashMap<>();

    private final LongSupplier nanoTime;

    public StatusPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes that a service's status was just written. */
    public synchronized void wrote(String service) {
        written.remove(service);
        written.put(service, nanoTime.getAsLong());
        outOfTraffic.remove(service);
    }

    /** Returns how long a status is to wait; zero for one to be written now. */
    public synchronized Duration wait(String service, ZonedServiceStatus before, ZonedServiceStatus after) {
        if (before == null || !Weighty.of(before).equals(Weighty.of(after))) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        forget(now - LONGEST.toNanos());
        Duration interval = interval();
        Duration left = left(written.get(service), interval, now);
        if (before.equals(after) || !InTraffic.of(before).equals(InTraffic.of(after))) {
            outOfTraffic.remove(service);
            return left;
        }
        Duration quiet = left(outOfTraffic.computeIfAbsent(service, any -> now), interval.multipliedBy(LONGER), now);
        return left.compareTo(quiet) > 0 ? left : quiet;
    }

    private static Duration left(Long since, Duration interval, long now) {
        long left = since == null ? 0 : since + interval.toNanos() - now;
        return Duration.ofNanos(Math.max(0, left));
    }

    private Duration interval() {
        Duration crowd = Duration.ofSeconds(written.size()).dividedBy(PER_SECOND);
        Duration longer = crowd.compareTo(INTERVAL) > 0 ? crowd : INTERVAL;
        return longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
    }

    /** What was written longer ago makes nothing wait; and what was not asked for since then is gone. */
    private void forget(long before) {
        dropUntil(before, written);
        dropUntil(before - LONGEST.multipliedBy(LONGER).toNanos(), outOfTraffic);
    }

    private static void dropUntil(long before, Map<String, Long> times) {
        Iterator<Long> oldest = times.values().iterator();
        while (oldest.hasNext() && oldest.next() <= before) {
            oldest.remove();
        }
    }

    /** The counts of zones with traffic, and the sentences about them. */
    private record InTraffic(List<ZoneStack> stacks, List<Condition> conditions) {
        static InTraffic of(ZonedServiceStatus status) {
            return new InTraffic(
                    Objects.requireNonNullElse(status.zones(), List.<ZoneStack>of()).stream()
                            .filter(stack -> Boolean.TRUE.equals(stack.serving()))
                            .toList(),
                    Objects.requireNonNullElse(status.conditions(), List.of()));
        }
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
