package io.zonekeeper.core.failover;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.FailoverReason;

/**
 * Decides whether a namespace has a ZoneFailover of ours, which its label asks for.
 *
 * <ol>
 *   <li>With the label a namespace has one, made once: what users change in it stays.
 *   <li>A ZoneFailover that somebody else made in the namespace wins: then ours is deleted.
 *   <li>Without the label ours is deleted, and what was done for it is given back as for any other.
 * </ol>
 *
 * <p>Invariant: a ZoneFailover of somebody else is neither changed nor deleted.
 */
public final class NamespaceOptIn {
    /** The value of the label that asks for it. */
    public static final String ENABLED = "enabled";

    /** The value that says in so many words that nothing is asked for. */
    private static final String DISABLED = "disabled";

    private NamespaceOptIn() {}

    /**
     * A ZoneFailover of the namespace.
     *
     * @param name its name
     * @param ours whether the operator made it for the label
     */
    public record Existing(String name, boolean ours) {}

    /**
     * What is to be done.
     *
     * @param create whether ours is to be made
     * @param delete names of ours that are to be deleted
     * @param told why the label has no effect; empty where it has, or asks for nothing
     */
    public record Decision(boolean create, Set<String> delete, Optional<Refusal> told) {}

    /**
     * Returns what is to be done in a namespace.
     *
     * @param label the value of its label; empty where it has none, is being deleted, or is none that the operator acts
     *     in
     * @param failovers the ZoneFailovers that are there, without those being deleted
     */
    public static Decision decide(Optional<String> label, List<Existing> failovers) {
        Set<String> ours =
                failovers.stream().filter(Existing::ours).map(Existing::name).collect(Collectors.toSet());
        Optional<String> own = failovers.stream()
                .filter(failover -> !failover.ours())
                .map(Existing::name)
                .sorted()
                .findFirst();
        if (label.filter(ENABLED::equals).isEmpty()) {
            return new Decision(false, ours, label.flatMap(NamespaceOptIn::unknown));
        }
        return own.map(name -> new Decision(
                        false,
                        ours,
                        Optional.of(new Refusal(
                                FailoverReason.OWN_ZONE_FAILOVER,
                                "the label zonekeeper.io/zone-failover of the namespace has no effect: ZoneFailover %s is there, and decides which Services are protected"
                                        .formatted(name)))))
                .orElseGet(() -> new Decision(ours.isEmpty(), Set.of(), Optional.empty()));
    }

    private static Optional<Refusal> unknown(String value) {
        return value.equals(DISABLED)
                ? Optional.empty()
                : Optional.of(new Refusal(
                        FailoverReason.UNKNOWN_LABEL_VALUE,
                        "the label zonekeeper.io/zone-failover is '%s', which has no meaning: write enabled to protect the Services of the namespace, or remove the label"
                                .formatted(value)));
    }
}
