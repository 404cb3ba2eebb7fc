package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;

/** When an object is reconciled again although nothing may have changed: the soonest of several times. */
public final class Next {
    /** What calls for the next reconcile at once gets it after this long. */
    public static final Duration AT_ONCE = Duration.ofMillis(50);

    /**
     * What the API server, or a user's intent, refuses is tried again after this long: a policy, a quota or a
     * permission may have changed.
     */
    public static final Duration AFTER_REFUSAL = Duration.ofSeconds(15);

    /**
     * When zones are known every object is called; this is for the case that the call is lost. One that asked again at
     * once would have used up what its pace allows when they are.
     */
    public static final Duration UNTIL_ZONES_ARE_KNOWN = Duration.ofSeconds(5);

    private final List<Duration> delays = new ArrayList<>();

    private Next() {}

    /** Returns no sooner than something changes. */
    public static Next whenChanged() {
        return new Next();
    }

    /** Returns in this time. */
    public static Next in(Duration delay) {
        return new Next().orIn(delay);
    }

    /** Also after this time. */
    public Next orIn(Duration delay) {
        delays.add(delay.compareTo(AT_ONCE) < 0 ? AT_ONCE : delay);
        return this;
    }

    /** Also after this time, where the condition holds. */
    public Next orIn(Duration delay, boolean condition) {
        return condition ? orIn(delay) : this;
    }

    /** Also at this moment, if there is one. */
    public Next orAt(Optional<Instant> moment, Instant now) {
        moment.ifPresent(time -> orIn(Duration.between(now, time)));
        return this;
    }

    /** Returns the soonest of the times; empty for no sooner than something changes. */
    public Optional<Duration> delay() {
        return delays.stream().min(Comparator.naturalOrder());
    }

    <R extends HasMetadata> UpdateControl<R> control() {
        return delay().map(delay -> UpdateControl.<R>noUpdate().rescheduleAfter(delay))
                .orElseGet(UpdateControl::noUpdate);
    }
}
