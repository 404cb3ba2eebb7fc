package io.zonekeeper.core.zone;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.core.Refusal;

/**
 * Which zone has which slot.
 *
 * @param byZone slot by zone name; a zone without one is not in it
 * @param problems what is to be reported, by zone name
 */
record Slots(Map<String, Integer> byZone, Map<String, Refusal> problems) {

    OptionalInt slot(String zone) {
        Integer slot = byZone.get(zone);
        return slot == null ? OptionalInt.empty() : OptionalInt.of(slot);
    }

    Optional<Refusal> problem(String zone) {
        return Optional.ofNullable(problems.get(zone));
    }
}
