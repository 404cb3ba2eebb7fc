package io.zonekeeper.core.disruption;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Whose turn it is to be open.
 *
 * <p>Turns follow the clock, not the service: at any time all services with the same {@code rotate} open the same zone,
 * so that a node with pods of many services can be emptied within one turn, and an autoscaler finds whole nodes to
 * take. A service without pods in that zone opens the next one that it has. Turns change within a short {@link #spread}
 * that differs from service to service, so that the API server is not written to by all at once; between these moments
 * nothing is written.
 *
 * @param turn counts the turns since 1970
 * @param next when the next one begins
 */
record Rotation(long turn, Instant next) {
    private static final Duration LONGEST_SPREAD = Duration.ofSeconds(20);
    private static final int SPREAD_SHARE = 10;

    static Rotation at(Instant now, Duration rotate, String service) {
        long length = rotate.toMillis();
        long shift = shift(rotate, service);
        long turn = Math.floorDiv(now.toEpochMilli() - shift, length);
        return new Rotation(turn, Instant.ofEpochMilli((turn + 1) * length + shift));
    }

    /** Returns the first of some zones whose turn it is or will be; empty where there are none. */
    Optional<String> first(List<String> order, Set<String> zones) {
        List<String> ring = Stream.concat(order.stream(), zones.stream())
                .distinct()
                .sorted()
                .toList();
        return ring.stream()
                .skip(Math.floorMod(turn, Math.max(1, ring.size())))
                .filter(zones::contains)
                .findFirst()
                .or(() -> ring.stream().filter(zones::contains).findFirst());
    }

    /** Returns within what time of the turn's beginning all services have changed over. */
    static Duration spread(Duration rotate) {
        Duration share = rotate.dividedBy(SPREAD_SHARE);
        return share.compareTo(LONGEST_SPREAD) < 0 ? share : LONGEST_SPREAD;
    }

    private static long shift(Duration rotate, String service) {
        CRC32C checksum = new CRC32C();
        checksum.update(service.getBytes(StandardCharsets.UTF_8));
        return checksum.getValue() % spread(rotate).toMillis();
    }
}
