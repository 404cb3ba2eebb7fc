package io.zonekeeper.core.rollout;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * What each zone of a service is notified of its template.
 *
 * @param templates by zone, the revision it should have now; a zone of which nobody knows what it has is not in it and
 *     is left as it is, unless it is its turn
 * @param memory what the status should say
 * @param held why it does not continue, as reason and message; empty while it does
 * @param note what slows it down while it continues, as a clause; empty for nothing
 * @param inPlace zones that replace their pods one by one in place, for there is no room for one more
 * @param begins whether the status must be written before any zone is reported: whoever plans next must know which zone
 *     is in step
 * @param nextChange when the plan changes by time alone
 */
public record RolloutPlan(
        Map<String, String> templates,
        RolloutMemory memory,
        Optional<Refusal> held,
        Optional<String> note,
        Set<String> inPlace,
        boolean begins,
        Optional<Instant> nextChange) {
    /** Copies the collections. */
    public RolloutPlan {
        templates = new TreeMap<>(templates);
        inPlace = Set.copyOf(inPlace);
    }

    /**
     * Returns this plan after the API server refused to give a zone the template: it is halted until that works.
     *
     * @param words the API server's
     * @param before what the status records
     * @param now the time
     */
    public RolloutPlan refused(String words, Optional<RolloutMemory> before, Instant now) {
        RolloutMemory halted = new RolloutMemory(
                memory.revision(),
                RolloutPhase.HALTED,
                memory.zone(),
                now,
                memory.begun(),
                memory.replaced(),
                Optional.empty());
        return new RolloutPlan(
                templates,
                before.filter(halted::sameStep).orElse(halted),
                Optional.of(templateRefused(words)),
                note,
                inPlace,
                false,
                nextChange);
    }

    static Refusal templateRefused(String words) {
        return new Refusal(
                ServiceReason.TEMPLATE_REFUSED,
                "%s. Zones keep the previous template, also for replacements and changes of replicas: change the template, or the quota or policy that refuses it; retrying"
                        .formatted(words));
    }

    /**
     * Returns whether a zone is given the template only to see whether the API server takes it by now: until then the
     * zone counts as what it is.
     */
    public boolean onlyAttempts(String zone) {
        return isHeldFor(ServiceReason.TEMPLATE_REFUSED) && memory.revision().equals(templates.get(zone));
    }

    /** Returns whether it continues only after a user has acted. */
    public boolean needsAction() {
        return memory.phase() == RolloutPhase.HALTED || isHeldFor(ServiceReason.WORKLOAD_PAUSED);
    }

    /** Returns whether something is under way that ends on its own. */
    public boolean moving() {
        return switch (memory.phase()) {
            case UPDATING, RECOVERING, BAKING, WAITING -> true;
            case COMPLETE, HALTED, PAUSED -> false;
        };
    }

    private boolean isHeldFor(Reason reason) {
        return held.filter(why -> why.reason() == reason).isPresent();
    }
}
