package io.zonekeeper.core.proxy;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbered places of one zone's servers in HAProxy's file: {@code ZONE-1} and on, the last ones empty.
 *
 * <p>The same name identifies the same server in every backend. {@code supervise.sh} gives a place another address in
 * the running process; how many there are changes with a reload only.
 *
 * @param pool the zone's servers
 * @param count how many places there are
 */
record HaproxySlots(ZonePool pool, int count) {
    private static final int FEWEST = 4;

    /** Returns the places of a zone: more than servers, and a power of two so that their number seldom changes. */
    static HaproxySlots of(ZonePool pool) {
        return new HaproxySlots(
                pool, Math.max(FEWEST, 2 * Integer.highestOneBit(pool.servers().size())));
    }

    /** Returns a condition, led by a blank, under which a response is of one of these servers. */
    String named() {
        return " { srv_name -m reg ^%s-[0-9]+$ }".formatted(pool.id());
    }

    /** Returns a line for each server and one for the empty places. */
    String lines(String more) {
        StringBuilder text = new StringBuilder(comment());
        for (int place = 1; place <= pool.servers().size(); place++) {
            text.append(line(place, more));
        }
        return text.append(empty(more)).toString();
    }

    /** Returns the lines of servers that are up while those of the zone's own backend are. */
    String tracking(String more) {
        StringBuilder text = new StringBuilder(comment());
        for (int place = 1; place <= count; place++) {
            // What is tracked differs from place to place, so that the empty ones need a line each.
            String track = " no-check track zone_%s/%s%s".formatted(pool.id(), name(place), more);
            text.append(
                    place <= pool.servers().size()
                            ? line(place, track)
                            : "  server %s 0.0.0.0:1%s\n".formatted(name(place), track));
        }
        return text.toString();
    }

    /** Returns the lines of several zones, neighbours in different zones. */
    static String interleaved(List<ZonePool> pools) {
        StringBuilder text = new StringBuilder();
        List<HaproxySlots> zones = pools.stream().map(HaproxySlots::of).toList();
        zones.forEach(zone -> text.append(zone.comment()));
        List<String> lines = new ArrayList<>();
        int longest = zones.stream().mapToInt(HaproxySlots::count).max().orElse(0);
        for (int place = 1; place <= longest; place++) {
            for (HaproxySlots zone : zones) {
                if (place <= zone.pool.servers().size()) {
                    lines.add(zone.line(place, ""));
                }
            }
        }
        zones.forEach(zone -> lines.add(zone.empty("")));
        return text.append(String.join("", lines)).toString();
    }

    private String comment() {
        return "  # %d places of %s\n".formatted(count, pool.id());
    }

    private String line(int place, String more) {
        ProxyServer server = pool.servers().get(place - 1);
        // HAProxy takes what follows the last colon for the port, and no brackets before it.
        return "  server %s %s:%d%s\n".formatted(name(place), server.address(), server.port(), more);
    }

    private String empty(String more) {
        return "  server-template %s- %d-%d 0.0.0.0:1 disabled%s\n"
                .formatted(pool.id(), pool.servers().size() + 1, count, more);
    }

    private String name(int place) {
        return pool.id() + "-" + place;
    }
}
