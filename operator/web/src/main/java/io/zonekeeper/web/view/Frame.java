package io.zonekeeper.web.view;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that is shown at one moment.
 *
 * @param zones the zones by name
 * @param services the rows by {@link ServiceView#id()}
 */
public record Frame(SortedMap<String, ZoneView> zones, Map<String, ServiceView> services) {
    /** Nothing. */
    public static final Frame EMPTY = new Frame(new TreeMap<>(), Map.of());

    /** Copies the maps. */
    public Frame {
        zones = Collections.unmodifiableSortedMap(new TreeMap<>(zones));
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
    }
}
