package io.zonekeeper.core.placement;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * Puts the zones of a service in the order in which they win ties.
 *
 * <p>The order differs from service to service, so that a thousand services do not all put their odd replica into the
 * same zone. It must never change, or an update of the operator would move pods: the hash is our own.
 */
public final class TieBreak {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private TieBreak() {}

    /** Returns the zones with the one that wins ties first; the order of the argument does not matter. */
    static List<ZoneShare> order(String service, List<ZoneShare> zones) {
        // The hash is compared unsigned for no reason but that users read it so when they check it by hand.
        Comparator<ZoneShare> byHash = (a, b) -> Long.compareUnsigned(hash(service, a.zone()), hash(service, b.zone()));
        return zones.stream().sorted(byHash.thenComparing(ZoneShare::zone)).toList();
    }

    /**
     * Returns FNV-1a over the UTF-8 of service, a zero byte and zone, mixed by the finalizer of MurmurHash3: FNV alone
     * leaves the high bits of names that differ only at their end almost equal.
     */
    public static long hash(String service, String zone) {
        long hash = fnv(fnv(FNV_OFFSET, service) * FNV_PRIME, zone);
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    private static long fnv(long state, String text) {
        long hash = state;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
