package io.zonekeeper.core.rollout;

import java.util.List;
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
 *   <li>Where templates differ: one that no sibling shares, and while steps are made those with the new one.
 *   <li>Where all are the same: all of them, while the last zone is updated and watched. Once that is halted, its
 *       siblings have shown that the template serves elsewhere, and the zone is judged as ever.
 * </ol>
 */
public final class Trial {
    private Trial() {}

    /**
     * Returns the zones on trial.
     *
     * @param told by zone, the template it was last given
     * @param wanted the template that all shall have
     * @param memory what the status says
     */
    public static Set<String> of(Map<String, String> told, String wanted, Optional<RolloutMemory> memory) {
        Map<String, Long> sharing =
                told.values().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        boolean differ = sharing.size() > 1;
        Optional<RolloutMemory> current =
                memory.filter(known -> known.revision().equals(wanted));
        boolean stepping = current.filter(known -> known.zone().isPresent()).isPresent();
        boolean watched = current.filter(known ->
                        List.of(RolloutPhase.UPDATING, RolloutPhase.BAKING).contains(known.phase()))
                .isPresent();
        Set<String> zones = new TreeSet<>();
        told.forEach((zone, revision) -> {
            boolean alone = sharing.get(revision) == 1;
            boolean mine = revision.equals(wanted);
            if (differ ? alone || (mine && stepping) : mine && watched) {
                zones.add(zone);
            }
        });
        return zones;
    }
}
