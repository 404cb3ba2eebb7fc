package io.zonekeeper.web.timeline;

import java.util.HashMap;
import java.util.Map;

import io.zonekeeper.web.view.Cell;
import io.zonekeeper.web.view.Frame;

/**
 * How far the services of a zone are evacuated from it.
 *
 * @param services those that have a part there
 * @param withoutTraffic those of them whose part gets no traffic
 * @param replaced those of them whose pods other zones have taken over
 */
record ZoneProgress(int services, int withoutTraffic, int replaced) {
    private static final ZoneProgress NONE = new ZoneProgress(0, 0, 0);

    static Map<String, ZoneProgress> of(Frame frame) {
        Map<String, ZoneProgress> zones = new HashMap<>();
        frame.services().values().stream()
                .filter(service -> service.evacuates())
                .forEach(service ->
                        service.cells().forEach((zone, cell) -> zones.merge(zone, of(cell), ZoneProgress::plus)));
        return zones;
    }

    static ZoneProgress of(Map<String, ZoneProgress> zones, String zone) {
        return zones.getOrDefault(zone, NONE);
    }

    boolean begun() {
        return withoutTraffic > 0;
    }

    boolean trafficRemoved() {
        return begun() && withoutTraffic == services;
    }

    boolean capacityBack() {
        return begun() && replaced == withoutTraffic;
    }

    private static ZoneProgress of(Cell cell) {
        boolean evacuated = cell.evacuated();
        return new ZoneProgress(1, evacuated ? 1 : 0, evacuated && cell.replaced() ? 1 : 0);
    }

    private ZoneProgress plus(ZoneProgress other) {
        return new ZoneProgress(
                services + other.services, withoutTraffic + other.withoutTraffic, replaced + other.replaced);
    }
}
