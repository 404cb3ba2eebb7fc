package io.zonekeeper.simulator.noise;

import java.util.List;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.fault.Chance;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Pair;

/** Noises of a cluster of two zones, in which each zone is the only one that sees the other. */
final class TwoZoneNoises {
    /** At least so many of a zone's kubelets use the API endpoint in their own zone. */
    private static final double AT_HOME = 0.2;

    private TwoZoneNoises() {}

    static List<Noise> all() {
        return List.of(
                new OfTwoZones(Noises.noise("loss", "a burst of loss as in correlated-loss", 26, Noises::burst)),
                new OfTwoZones(Noises.noise(
                        "partition",
                        "the zones do not reach each other for 10-600 s, and kubelets not the API endpoint in the other zone; at least a fifth of each zone's kubelets use the one in their own",
                        12,
                        TwoZoneNoises::partition)),
                new OfTwoZones(Noises.noise(
                        "silent-to-api",
                        "no kubelet of a zone reaches the API server for 30-600 s; pods and kubelets answer",
                        12,
                        (start, layout, random) -> List.of(Noises.silent(start, layout, random)))),
                new OfTwoZones(Noises.noise(
                        "api-endpoint",
                        "the API endpoint of 1/2 or 1/3 of all kubelets goes: they renew 10-45 s late",
                        12,
                        (start, layout, random) -> List.of(Noises.endpoint(-1, start, random)))),
                new OfTwoZones(Noises.real("dark", "a zone goes dark for 3-10 min", 2, Noises::dark)));
    }

    /** A zone none of whose nodes reach the API server or the other zone is lost to both, whatever became of it. */
    private static List<Fault> partition(long start, Layout layout, RandomGenerator random) {
        long end = start + Chance.seconds(random, 10, 600);
        while (true) {
            var pair = new Pair(2, 0, 1, start, end, 1, random.nextLong());
            if (reaches(pair, 0, layout) && reaches(pair, 1, layout)) {
                return List.of(pair);
            }
        }
    }

    private static boolean reaches(Pair pair, int zone, Layout layout) {
        int atHome = 0;
        for (int node = 0; node < layout.nodes(); node++) {
            atHome += pair.endpoint(zone, node) == zone ? 1 : 0;
        }
        return atHome >= Math.max(1, AT_HOME * layout.nodes());
    }
}
