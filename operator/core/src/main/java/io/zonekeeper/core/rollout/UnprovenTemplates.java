package io.zonekeeper.core.rollout;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The zones whose template is on trial: what fails there may be the template's fault, so it is neither a reason to
 * leave the zone nor evidence against it.
 *
 * <ol>
 *   <li>Where templates differ: one that no sibling shares, while steps are made those with the new one, and one whose
 *       rollout was replaced by another before it was known to be good: it stays on trial until its last pod is gone.
 *   <li>Where all are the same: all of them, while the last zone is updated and watched. Once that is halted, its
 *       siblings have shown that the template serves elsewhere, and the zone is judged as ever.
 * </ol>
 */
public final class UnprovenTemplates {
    private static final Set<RolloutPhase> WATCHED =
            Set.of(RolloutPhase.UPDATING, RolloutPhase.RECOVERING, RolloutPhase.BAKING);

    private UnprovenTemplates() {}

    /**
     * Returns the zones on trial.
     *
     * @param told by zone, the template it was last given
     * @param wanted the template that all should have
     * @param memory what the status records
     */
    public static Set<String> of(Map<String, String> told, String wanted, Optional<RolloutMemory> memory) {
        Map<String, Long> sharing =
                told.values().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        boolean differ = sharing.size() > 1;
        Optional<RolloutMemory> current =
                memory.filter(known -> known.revision().equals(wanted));
        boolean stepping = current.filter(known -> known.zone().isPresent()).isPresent();
        boolean watched =
                current.filter(known -> WATCHED.contains(known.phase())).isPresent();
        Optional<String> replaced = memory.filter(known -> current.isEmpty() && known.phase() != RolloutPhase.COMPLETE)
                .map(RolloutMemory::revision);
        Optional<String> replacedBefore = memory.flatMap(RolloutMemory::replaced);
        Set<String> zones = new TreeSet<>();
        told.forEach((zone, revision) -> {
            boolean alone = sharing.get(revision) == 1;
            boolean mine = revision.equals(wanted);
            boolean takenBack =
                    !mine && (replaced.equals(Optional.of(revision)) || replacedBefore.equals(Optional.of(revision)));
            if (takenBack || (differ ? alone || (mine && stepping) : mine && watched)) {
                zones.add(zone);
            }
        });
        return zones;
    }
}
