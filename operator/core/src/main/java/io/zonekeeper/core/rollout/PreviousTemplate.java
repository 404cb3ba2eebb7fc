package io.zonekeeper.core.rollout;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The template that runs while another is wanted, and which zones have it until the rollout continues. */
final class PreviousTemplate {
    private final String wanted;
    private final List<RolloutZone> zones;

    PreviousTemplate(String wanted, List<RolloutZone> zones) {
        this.wanted = wanted;
        this.zones = zones;
    }

    /** Returns the template that most of the zones have that lack the new one; empty where none is missing it. */
    Optional<String> template() {
        Map<String, Integer> counts = new HashMap<>();
        zones.stream()
                .flatMap(zone -> zone.told().stream())
                .filter(told -> !told.equals(wanted))
                .forEach(told -> counts.merge(told, 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    /**
     * Gives it to zones to be made, to those without pods, and to those that return.
     *
     * @param templates by zone, what it is given; changed
     * @param paused whether a user holds the rollout back: then a zone that returns keeps what it has
     */
    void keepIn(Map<String, String> templates, boolean paused) {
        String old = template().orElse(wanted);
        for (RolloutZone zone : zones) {
            if (!zone.exists() || zone.empty()) {
                templates.put(zone.zone(), old);
            } else if (zone.place() == RolloutZone.Place.COMING_HOME
                    && zone.told().isPresent()) {
                templates.put(zone.zone(), paused ? zone.told().get() : old);
            }
        }
    }
}
