package io.zonekeeper.core.zone;

import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;

/**
 * The zones that a list of names and IDs identifies.
 *
 * @param found the zones in the order of the list, each once
 * @param unknown a refusal for each entry that identifies no zone ({@code UnknownZone}, {@code AmbiguousZone})
 * @param namedTwice a refusal {@code ZoneNamedTwice} for each zone that more than one entry identifies
 */
public record ZoneSelection(List<KnownZone> found, List<Refusal> unknown, List<Refusal> namedTwice) {

    /** Copies the lists. */
    public ZoneSelection {
        found = List.copyOf(found);
        unknown = List.copyOf(unknown);
        namedTwice = List.copyOf(namedTwice);
    }

    /** Returns every refusal, those of zones named twice first. */
    public List<Refusal> refusals() {
        return Stream.concat(namedTwice.stream(), unknown.stream()).toList();
    }
}
