package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.core.reasons.Meaning;
import io.zonekeeper.core.reasons.Reason;

/** Whether a service's stack may serve in a zone, as the guards decided. */
public sealed interface StackDecision {
    /** Returns whether the stack's pods are known not to answer, whatever their status says. */
    boolean dark();

    /** Who says that a zone is to be left. */
    enum Cause implements Reason {
        /** The verdict, within the limits. */
        @Meaning("The zone is Unhealthy and was cordoned within the limits.")
        AUTOMATIC("Automatic"),
        /** A user, by {@code Zone.spec.cordon}. */
        @Meaning("A user cordoned the zone.")
        MANUAL("Manual"),
        /** An announced end of the zone: leaving is gradual. */
        @Meaning("The zone is about to be closed, by spec.closure or as AWS announced.")
        CLOSURE("Closure"),
        /** Someone else made all nodes of the zone unschedulable, as an EKS zonal shift does. */
        @Meaning("Somebody else made all nodes of the zone unschedulable, as an EKS zonal shift does.")
        EXTERNAL("External"),
        /** A game day, by {@code Zone.spec.drill}: the zone is well and treated as lost. */
        @Meaning("A drill treats the zone as lost.")
        DRILL("Drill");

        private final String word;

        Cause(String word) {
            this.word = word;
        }

        /** Returns the word used in status. */
        @Override
        public String word() {
            return word;
        }
    }

    /**
     * The stack may serve.
     *
     * @param healthySince since when fresh evidence of the zone and of the stack shows nothing wrong; empty while it
     *     does, or while there is none
     * @param missing what keeps the stack from being trusted, a half sentence for users; empty where it is trusted, or
     *     where nobody waits for it
     * @param dark whether the zone's pods are known not to answer, although it is not to be left: as where a second
     *     zone fails, and limits keep it from being cordoned
     */
    record Stay(Optional<Instant> healthySince, Optional<String> missing, boolean dark) implements StackDecision {
        /** A stack that answers, for all that is known. */
        public Stay(Optional<Instant> healthySince, Optional<String> missing) {
            this(healthySince, missing, false);
        }

        /** A stack of which nothing more is known. */
        public Stay(Optional<Instant> healthySince) {
            this(healthySince, Optional.empty());
        }

        /** Returns the order for a stack that is not trusted, with the reason. */
        public static Stay untrusted(String missing) {
            return new Stay(Optional.empty(), Optional.of(missing));
        }

        /** Returns this order for a stack that is known not to answer, or not. */
        public Stay dark(boolean known) {
            return new Stay(healthySince, missing, known);
        }
    }

    /**
     * The stack is to serve no more.
     *
     * @param cause who reports it
     * @param reason a sentence for users
     * @param dark whether the zone's pods are known not to answer, so that nothing is lost by taking their traffic
     * @param deadline when everything has to be out; only with {@link Cause#CLOSURE}
     */
    record Leave(Cause cause, String reason, boolean dark, Optional<Instant> deadline) implements StackDecision {}
}
