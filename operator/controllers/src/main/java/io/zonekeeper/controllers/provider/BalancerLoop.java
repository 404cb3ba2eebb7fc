package io.zonekeeper.controllers.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.Allowance;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.shift.ShiftComment;
import io.zonekeeper.core.aws.shift.ShiftControl;
import io.zonekeeper.core.aws.shift.ShiftPlan;
import io.zonekeeper.core.aws.shift.ShiftPlanner;
import io.zonekeeper.core.aws.shift.ShiftSituation;
import io.zonekeeper.core.aws.shift.ZonalShift;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.kube.objects.Conditions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one load balancer shifted away from the zone that the services behind it leave, and no longer.
 *
 * <p>ARC is the memory: what is ours is read from it, so that a leader that has just begun continues from there. Each
 * round asks which shifts there are, plans ({@link ShiftPlanner}), and does one thing after the other until nothing is
 * left to do.
 */
final class BalancerLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BalancerLoop.class);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration TAGS_HOLD = Duration.ofMinutes(10);
    private static final Duration WATCHING = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
    private static final int MOST_STEPS = 4;
    private static final Refusal UNMANAGED = new Refusal(
            ServiceReason.NOT_MANAGED_BY_ARC,
            "ARC does not manage this load balancer, so no zonal shift can be started: set its attribute zonal_shift.config.enabled to true, or correct its ARN");

    private final String arn;
    private final ShiftControl control;
    private final Supplier<List<String>> allowed;
    private final Supplier<Set<String>> existing;
    private final Duration expiresIn;
    private final Clock clock;
    private final Runnable onChange;
    private final Map<String, ShiftRequest> requests = new TreeMap<>();
    private final Singleton loop;
    private volatile LoadBalancerStatus status;
    private Optional<Map<String, String>> tags = Optional.empty();
    private Instant tagsDue = Instant.MIN;
    private Optional<ZonalShift> known = Optional.empty();
    private Optional<String> leftAlone = Optional.empty();
    private Optional<Refusal> unmanaged = Optional.empty();
    private int failures;

    /**
     * What a service wants.
     *
     * @param service its namespace and name
     * @param namespace its namespace
     * @param uid its UID
     * @param zone the zone to lead away from, and its ID; empty for none
     */
    record ShiftRequest(String service, String namespace, String uid, Optional<Away> zone) {
        ShiftRequest nothing() {
            return new ShiftRequest(service, namespace, uid, Optional.empty());
        }
    }

    /**
     * A zone to lead away from.
     *
     * @param name its name
     * @param id its ID; empty where it is not known, or where AWS means another zone by it
     * @param objection why it is not known; empty where it is
     */
    record Away(String name, String id, Optional<Refusal> objection) {}

    BalancerLoop(
            String arn,
            ShiftControl control,
            Supplier<List<String>> allowed,
            Supplier<Set<String>> existing,
            Duration expiresIn,
            Clock clock,
            Runnable onChange) {
        this.arn = arn;
        this.control = control;
        this.allowed = allowed;
        this.existing = existing;
        this.expiresIn = expiresIn;
        this.clock = clock;
        this.onChange = onChange;
        this.status = new LoadBalancerStatus(arn, ShiftPlan.State.OPEN.word(), null, null, null, null);
        this.loop = Singleton.calling("aws-balancer", this::round);
    }

    BalancerLoop start() {
        loop.start();
        return this;
    }

    /** Takes note of what a service wants, and sees to it at once where that is something else than before. */
    synchronized void request(ShiftRequest request) {
        if (!request.equals(requests.put(request.service(), request))) {
            loop.trigger();
        }
    }

    /** Forgets a service that does not name the load balancer any more. */
    synchronized void forget(String service) {
        if (requests.containsKey(service)) {
            // Its shift is still ours to end.
            request(requests.get(service).nothing());
        }
    }

    /** Looks now: what may be acted on, or is permitted, may have changed. */
    void poke() {
        loop.trigger();
    }

    synchronized Set<String> services() {
        return new TreeSet<>(requests.keySet());
    }

    synchronized Optional<Away> awayFor(String service) {
        return Optional.ofNullable(requests.get(service)).flatMap(ShiftRequest::zone);
    }

    LoadBalancerStatus status() {
        return status;
    }

    @Override
    public void close() {
        loop.close();
    }

    /** A service that was deleted wants nothing any more, and its shift is still ours to end. */
    private synchronized List<ShiftRequest> requests() {
        Set<String> there = existing.get();
        requests.replaceAll((service, request) -> there.contains(service) ? request : request.nothing());
        return List.copyOf(requests.values());
    }

    /** Does what there is to do, and returns the time until the next check. */
    Duration round() {
        List<ShiftRequest> now = requests();
        Optional<ShiftRequest> leading =
                now.stream().filter(request -> request.zone().isPresent()).findFirst();
        if (!leading.flatMap(ShiftRequest::zone).map(Away::name).equals(leftAlone)) {
            leftAlone = Optional.empty();
        }
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<Duration> wait = step(now, leading);
            if (wait.isPresent()) {
                return wait.get();
            }
        }
        return RETRY;
    }

    /** Does one thing; returns the time until the next check, or nothing where there is more to do at once. */
    private Optional<Duration> step(List<ShiftRequest> now, Optional<ShiftRequest> leading) {
        Optional<Away> away = leading.flatMap(ShiftRequest::zone);
        if (away.isEmpty()) {
            // Read in quiet times, so that nobody waits for them in a bad one.
            tags();
        }
        Optional<AwsFailure> unheard = Optional.empty();
        Optional<List<ZonalShift>> active = Optional.empty();
        unmanaged = Optional.empty();
        try {
            active = Optional.of(control.shifts(arn));
        } catch (AwsFailure e) {
            if (e.kind() == AwsFailure.Kind.NOT_FOUND) {
                active = Optional.of(List.of());
                unmanaged = Optional.of(UNMANAGED);
            } else {
                unheard = Optional.of(e);
            }
        }
        Instant time = clock.instant();
        if (away.isPresent() && ShiftPlanner.endedByOthers(known, active, time)) {
            leftAlone = away.map(Away::name);
        }
        Set<String> uids = now.stream().map(ShiftRequest::uid).collect(Collectors.toSet());
        ShiftPlan plan = ShiftPlanner.plan(
                new ShiftSituation(
                        away.map(Away::id), leading.flatMap(this::objection), active, known, uids, expiresIn),
                time);
        known = plan.shift().filter(shift -> ShiftComment.ours(shift, uids)).or(() -> Optional.<ZonalShift>empty());
        try {
            switch (plan.action()) {
                case ShiftPlan.Nothing() -> {
                    failures = unheard.isPresent() ? failures + 1 : 0;
                    tell(plan, away, unheard);
                    return Optional.of(next(plan, away, unheard, time));
                }
                case ShiftPlan.Start(String zone) -> {
                    if (failures == 0) {
                        // Asked in vain before: what was said of that stands until there is an answer.
                        tell(plan, away, unheard);
                    }
                    ShiftRequest request = leading.orElseThrow();
                    known = Optional.of(
                            control.start(arn, zone, expiresIn, ShiftComment.of(request.uid(), request.service())));
                }
                case ShiftPlan.Renew(ZonalShift shift) -> known = Optional.of(control.renew(shift, expiresIn));
                case ShiftPlan.Cancel(ZonalShift shift) -> {
                    control.cancel(shift);
                    known = Optional.empty();
                }
            }
            LOG.atInfo()
                    .addKeyValue("arn", arn)
                    .addKeyValue("action", plan.action())
                    .log("zonal shift");
            failures = 0;
            // With ARC deaf to questions there is nothing to plan again from but what it has just answered.
            if (unheard.isPresent()) {
                tell(
                        new ShiftPlan(
                                new ShiftPlan.Nothing(),
                                known.isPresent() ? ShiftPlan.State.SHIFTED : plan.state(),
                                known,
                                Optional.empty(),
                                Optional.empty()),
                        away,
                        unheard);
                return Optional.of(WATCHING);
            }
            return Optional.empty();
        } catch (AwsFailure e) {
            failures++;
            tell(plan, away, Optional.of(e));
            return Optional.of(again(plan, e, time));
        }
    }

    private Duration next(ShiftPlan plan, Optional<Away> away, Optional<AwsFailure> unheard, Instant time) {
        if (unheard.isPresent()) {
            return again(plan, unheard.get(), time);
        }
        Duration look = away.isPresent() ? WATCHING : IDLE;
        return plan.nextChange()
                .map(change -> Duration.between(time, change))
                .map(wait -> wait.isNegative() ? Duration.ofMillis(100) : wait)
                .filter(wait -> wait.compareTo(look) < 0)
                .orElse(look);
    }

    /** What is not permitted is not asked for in a loop, but when something is due or ends by time alone. */
    private Duration again(ShiftPlan plan, AwsFailure trouble, Instant time) {
        if (trouble.kind() != AwsFailure.Kind.FORBIDDEN) {
            return backoff();
        }
        return Stream.of(plan.nextChange(), plan.shift().flatMap(ZonalShift::expires))
                .flatMap(Optional::stream)
                .filter(time::isBefore)
                .map(change -> Duration.between(time, change))
                .filter(wait -> wait.compareTo(SourcePoll.FORBIDDEN) < 0)
                .min(Duration::compareTo)
                .orElse(SourcePoll.FORBIDDEN);
    }

    private Duration backoff() {
        Duration wait = RETRY.multipliedBy(1L << Math.min(Math.max(0, failures - 1), 6));
        return wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
    }

    private Optional<Refusal> objection(ShiftRequest request) {
        if (leftAlone.isPresent()) {
            return Optional.of(new Refusal(
                    ServiceReason.ENDED_BY_OTHERS,
                    "someone cancelled Zonekeeper's zonal shift away from %s: it is not started again during this cordon"
                            .formatted(leftAlone.get())));
        }
        return request.zone().flatMap(Away::objection).or(() -> unmanaged).or(() -> notAllowed(request));
    }

    /**
     * Tags of some time ago that refuse are read again: who was told which tag is missing may have put it there since.
     */
    private Optional<Refusal> notAllowed(ShiftRequest request) {
        Optional<Refusal> refusal = Allowance.objection(arn, tags(), request.namespace(), allowed.get());
        boolean old = tagsDue.isBefore(clock.instant().plus(TAGS_HOLD).minus(RETRY));
        if (refusal.isEmpty() || tags.isEmpty() || !old) {
            return refusal;
        }
        tagsDue = Instant.MIN;
        return Allowance.objection(arn, tags(), request.namespace(), allowed.get());
    }

    /** Tags that were read hold for a while, and longer where they cannot be read again. */
    private Optional<Map<String, String>> tags() {
        Instant now = clock.instant();
        if (now.isAfter(tagsDue)) {
            try {
                tags = Optional.of(control.tags(arn));
                tagsDue = now.plus(TAGS_HOLD);
            } catch (AwsFailure e) {
                tagsDue = e.kind() == AwsFailure.Kind.FORBIDDEN ? now.plus(TAGS_HOLD) : now;
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("tags of a load balancer cannot be read");
            }
        }
        return tags;
    }

    private void tell(ShiftPlan plan, Optional<Away> away, Optional<AwsFailure> trouble) {
        boolean failed = trouble.isPresent() && away.isPresent() && plan.shift().isEmpty();
        String state = failed ? ShiftPlan.State.REFUSED.word() : plan.state().word();
        String reason = plan.refusal()
                .or(() -> unmanaged)
                .map(Refusal::message)
                .or(() -> trouble.map(BalancerLoop::words))
                .orElse(null);
        String expires =
                plan.shift().flatMap(ZonalShift::expires).map(Conditions::text).orElse(null);
        var now = new LoadBalancerStatus(
                arn,
                state,
                away.map(Away::name).orElse(null),
                plan.shift().map(ZonalShift::id).filter(id -> !id.isEmpty()).orElse(null),
                expires,
                reason);
        if (!Objects.equals(now, status)) {
            status = now;
            onChange.run();
        }
    }

    private static String words(AwsFailure trouble) {
        return trouble.kind() == AwsFailure.Kind.FORBIDDEN
                ? trouble.getMessage()
                        + ": see docs/aws.md for the IAM policy; retrying in an hour, or when spec.aws of the ZoneHealthPolicy changes"
                : trouble.getMessage();
    }
}
