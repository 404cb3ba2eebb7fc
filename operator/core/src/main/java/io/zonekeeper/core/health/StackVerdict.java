package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the probes say of one service in one zone, and what the judge remembers of it.
 *
 * @param failing whether the stack fails, for long enough, as two other zones see it
 * @param own whether it fails here and not as much in the service's other zones
 * @param dark whether nearly all of its pods fail
 * @param view what is seen now
 * @param healthySince since when its probes have passed; empty while they do not, or while nothing is seen
 * @param seen when it was last listed by observers
 * @param lastWindow when looks were last counted
 * @param ring the last looks
 */
public record StackVerdict(
        boolean failing,
        boolean own,
        boolean dark,
        ProbeMatrix.StackView view,
        Optional<Instant> healthySince,
        Instant seen,
        Instant lastWindow,
        Ring ring) {

    /** Returns this judgement as another clock tells it, one that is ahead by so much. */
    public StackVerdict shifted(Duration ahead) {
        return new StackVerdict(
                failing,
                own,
                dark,
                view,
                healthySince.map(time -> time.plus(ahead)),
                seen.plus(ahead),
                lastWindow.plus(ahead),
                ring);
    }

    /** Returns whether the stack itself is to be left: it fails, and its siblings do not. */
    public boolean toLeave() {
        return failing && own;
    }

    /** Returns the evidence as a sentence. */
    public String sentence() {
        return "%d of %d pods on %d nodes fail their health checks, observed from two other zones"
                .formatted(view.failures(), view.samples(), view.failingNodes());
    }
}
