package io.zonekeeper.simulator.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import io.zonekeeper.simulator.fault.Chance;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.NodeGone;
import io.zonekeeper.simulator.fault.Timing;

/** Nodes that come and go: replaced, reclaimed, drained, or dead and never deleted. */
final class NodeNoises {
    /**
     * A dead node's pods run elsewhere after the node controller's grace, counted from the last renewal, and 300 s of
     * tolerance.
     */
    private static final long EVICTION = Timing.NODE_GRACE - Timing.RENEWAL + 300_000;

    private NodeNoises() {}

    static List<Fault> replacement(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        List<Fault> faults = new ArrayList<>();
        for (int node = 0; node < layout.nodes(); node++) {
            long begin = start + node * 90_000L;
            boolean drained = random.nextBoolean();
            long uncounted = drained ? begin : begin + Chance.seconds(random, 0, 20);
            faults.add(new NodeGone(
                    zone,
                    node,
                    layout,
                    drained ? begin + 30_000 : begin,
                    uncounted,
                    drained ? begin + Chance.seconds(random, 0, 2) : uncounted + 1_000,
                    begin + 80_000));
        }
        return faults;
    }

    static List<Fault> spotReclaim(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        int count = (int) Math.ceil(0.1 * layout.nodes());
        List<Fault> faults = new ArrayList<>();
        for (int node : anyOf(layout.nodes(), count, random)) {
            faults.add(new NodeGone(
                    zone,
                    node,
                    layout,
                    start,
                    start + Chance.seconds(random, 30, 60),
                    start + Chance.seconds(random, 10, 40),
                    start + 180_000));
        }
        return faults;
    }

    /** Nodes that nobody deletes. */
    private static List<Fault> dead(long start, Layout layout, RandomGenerator random) {
        int most = Math.min(2, layout.nodes() - 1);
        List<Integer> places = new ArrayList<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            for (int node : anyOf(layout.nodes(), most, random)) {
                places.add(zone * layout.nodes() + node);
            }
        }
        List<Fault> faults = new ArrayList<>();
        long end = start + 3_600_000;
        for (int i : anyOf(places.size(), Math.min(places.size(), 1 + random.nextInt(3)), random)) {
            int zone = places.get(i) / layout.nodes();
            int node = places.get(i) % layout.nodes();
            long dies = start + Chance.seconds(random, 0, 600);
            faults.add(new NodeGone(zone, node, layout, dies, end, dies + EVICTION, end));
        }
        return faults;
    }

    private static long meanwhile(long start, RandomGenerator random) {
        return start + Chance.seconds(random, 60, 2_400);
    }

    static List<Fault> deadNodes(long start, Layout layout, RandomGenerator random) {
        List<Fault> faults = dead(start, layout, random);
        long then = meanwhile(start, random);
        switch (random.nextInt(5)) {
            case 0 -> faults.add(Noises.pause(then, random));
            case 1 -> faults.add(Noises.endpoint(-1, then, random));
            case 2 -> faults.add(Noises.late(then, random));
            case 3 -> faults.addAll(Noises.cutOff(then, layout, random));
            default -> faults.add(Noises.silent(then, layout, random));
        }
        return faults;
    }

    static List<Fault> darkAmidDeadNodes(long start, Layout layout, RandomGenerator random) {
        List<Fault> faults = dead(start, layout, random);
        faults.add(Noises.darkZone(meanwhile(start, random), layout, random));
        return faults;
    }

    static List<Fault> scaleIn(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        int count = 1 + random.nextInt(Math.max(1, layout.nodes() / 3));
        List<Fault> faults = new ArrayList<>();
        for (int node : anyOf(layout.nodes(), count, random)) {
            faults.add(new NodeGone(
                    zone,
                    node,
                    layout,
                    start + Chance.seconds(random, 5, 60),
                    start,
                    start + Chance.seconds(random, 0, 2),
                    start + 180_000));
        }
        return faults;
    }

    /** Returns some of the first numbers, each once. */
    static List<Integer> anyOf(int numbers, int count, RandomGenerator random) {
        List<Integer> left = new ArrayList<>(IntStream.range(0, numbers).boxed().toList());
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(left.remove(random.nextInt(left.size())));
        }
        return chosen;
    }
}
