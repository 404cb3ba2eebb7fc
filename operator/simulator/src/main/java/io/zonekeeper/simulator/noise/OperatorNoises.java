package io.zonekeeper.simulator.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.fault.Chance;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.NodeGone;
import io.zonekeeper.simulator.fault.Pause;
import io.zonekeeper.simulator.fault.Restart;
import io.zonekeeper.simulator.fault.Stall;

/** Noises of the operator itself and of nodes that come and go, in which what is heard is not what is. */
final class OperatorNoises {
    private OperatorNoises() {}

    static List<Noise> all() {
        return List.of(
                Noises.noise(
                        "operator-stalls",
                        "the operator's process stands still for 0.5-2.5 s, three times within a minute, and takes up to 2 s to read what came meanwhile; half of the time while renewals are late",
                        26,
                        OperatorNoises::stalls),
                Noises.noise(
                        "nodes-vanish",
                        "60-90 % of a zone's nodes go at once, silent for 15-60 s before they are deleted; they ran jobs, and no pod of a service",
                        12,
                        OperatorNoises::vanish),
                Noises.real(
                        "dark-at-start",
                        "a zone goes dark for 3-10 min, and within 20 s the operator restarts",
                        2,
                        OperatorNoises::darkAtStart),
                Noises.real(
                        "dark-with-api-pause",
                        "a zone goes dark for 3-10 min, and 0-60 s later the API server answers nobody for 2-8 s",
                        2,
                        OperatorNoises::darkWithApiPause));
    }

    private static List<Fault> stalls(long start, Layout layout, RandomGenerator random) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long begin = start + Chance.seconds(random, 0, 60);
            faults.add(new Stall(begin, begin + Chance.seconds(random, 0.5, 2.5)));
        }
        if (random.nextBoolean()) {
            faults.add(Noises.late(start, random));
        }
        return faults;
    }

    private static List<Fault> vanish(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        int count = (int) Math.min(layout.nodes() - 1, Math.round((0.6 + 0.3 * random.nextDouble()) * layout.nodes()));
        long deleted = start + Chance.seconds(random, 15, 60);
        List<Fault> faults = new ArrayList<>();
        for (int node : NodeNoises.anyOf(layout.nodes(), count, random)) {
            faults.add(new NodeGone(zone, node, layout, start, deleted, start, start + 600_000));
        }
        return faults;
    }

    private static List<Fault> darkAtStart(long start, Layout layout, RandomGenerator random) {
        return List.of(Noises.darkZone(start, layout, random), new Restart(start + Chance.seconds(random, 0.5, 20)));
    }

    private static List<Fault> darkWithApiPause(long start, Layout layout, RandomGenerator random) {
        long pauses = start + Chance.seconds(random, 0, 60);
        return List.of(
                Noises.darkZone(start, layout, random),
                new Pause(pauses, pauses + Chance.seconds(random, 2, 8), random.nextLong()));
    }
}
