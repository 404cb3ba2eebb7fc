package io.zonekeeper.controllers.framework;

import java.time.Duration;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.kube.apply.Outcome;

/**
 * What a controller found out of an object before it plans.
 *
 * @param <F> the facts
 */
public sealed interface Resolution<F> {
    /** Everything is known. */
    record Ready<F>(F facts) implements Resolution<F> {}

    /** Caches are still being filled. */
    record NotYet<F>(Duration again) implements Resolution<F> {}

    /** The API server failed where it had to be asked. */
    record Interrupted<F>(Outcome reads) implements Resolution<F> {}

    /** The object cannot be acted on as it is. */
    record Refused<F>(Refusal why) implements Resolution<F> {}
}
