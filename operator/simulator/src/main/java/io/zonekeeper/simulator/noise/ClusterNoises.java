package io.zonekeeper.simulator.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.fault.Chance;
import io.zonekeeper.simulator.fault.Dark;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Pair;
import io.zonekeeper.simulator.fault.ServiceDown;
import io.zonekeeper.simulator.fault.Silent;
import io.zonekeeper.simulator.fault.Vantage;

/**
 * Noises of clusters that are not what they usually are, or are no longer: zones whose nodes are deleted or tainted,
 * scale-ups, rollbacks, observers that are lost.
 */
final class ClusterNoises {
    private ClusterNoises() {}

    static List<Noise> all() {
        return List.of(
                Noises.real(
                        "dark-nodes-deleted",
                        "a zone is dark for 20-60 min; its nodes are deleted 1-3 min after its beginning, and new ones join 0.5-3 min after its end",
                        2,
                        ClusterNoises::nodesDeleted),
                Noises.noise(
                        "tainted-zone",
                        "for two hours no pod runs in one zone, for all of its nodes are tainted, and those asked for there wait; meanwhile AWS reports that it is impaired for 5-60 min, or, half of the time, something else that is no failure",
                        3,
                        ClusterNoises::taintedZone),
                Noises.real(
                        "dark-with-tainted-zone",
                        "one zone is tainted in the same way; meanwhile any zone, that one too, goes dark for 3-10 min",
                        2,
                        ClusterNoises::darkWithTaintedZone),
                Noises.noise(
                        "overload-scale-up",
                        "a zone of a third of its nodes gets the others at once, which are Ready 30-90 s after they join; until then half of the pods asked for wait. Half of the time because two of five services, half of all pods, fail there from overload for 2-10 min; half of the time while AWS reports that the zone is impaired",
                        6,
                        ClusterNoises::overload),
                Noises.noise(
                        "rollback",
                        "1-3 services get a template that fails within 20 s of each other, first in the same zone; each gets its old one again after 1-5 min, and bad pods run on for 10-120 s after that",
                        4,
                        ClusterNoises::rollback),
                Noises.real(
                        "observers-lost",
                        "a zone fails, dark or gray, for 10-30 min; within its first 5 s, or 1-5 min later, the observers of another zone are lost for 1-9 min",
                        2,
                        ClusterNoises::observersLost));
    }

    private static List<Fault> noFailure(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        long end = start + Chance.seconds(random, 10, 600);
        return List.of(
                switch (random.nextInt(6)) {
                    case 0 -> Noises.pause(start, random);
                    case 1 -> Noises.endpoint(-1, start, random);
                    case 2 -> Noises.late(start, random);
                    case 3 -> new Silent(zone, start, end, random.nextLong());
                    case 4 ->
                        new Vantage(
                                zone, random.nextInt(4) == 0, random.nextBoolean(), start, end, 1, random.nextLong());
                    default ->
                        new Pair(
                                layout.zoneCount(),
                                zone,
                                (zone + 1) % layout.zoneCount(),
                                start,
                                end,
                                0.3 + 0.7 * random.nextDouble(),
                                random.nextLong());
                });
    }

    private static Dark dark(int zone, long start, double from, double to, RandomGenerator random) {
        return new Dark(zone, start, start + Chance.seconds(random, from, to), random.nextLong());
    }

    private static List<Fault> nodesDeleted(long start, Layout layout, RandomGenerator random) {
        Dark dark = dark(random.nextInt(layout.zoneCount()), start, 1_200, 3_600, random);
        List<Fault> faults = new ArrayList<>();
        faults.add(dark);
        for (int node = 0; node < layout.nodes(); node++) {
            faults.add(new Changes.NodeDeleted(
                    dark.zone(),
                    node,
                    layout,
                    start + Chance.seconds(random, 60, 180),
                    dark.end() + Chance.seconds(random, 30, 180)));
        }
        return faults;
    }

    private static List<Fault> taintedZone(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        List<Fault> faults = new ArrayList<>();
        faults.add(new Changes.Tainted(zone, start, start + 7_200_000));
        long then = start + Chance.seconds(random, 600, 3_000);
        if (random.nextBoolean()) {
            faults.add(new Changes.Impaired(zone, then, then + Chance.seconds(random, 300, 3_600)));
        } else {
            faults.addAll(noFailure(then, layout, random));
        }
        return faults;
    }

    private static List<Fault> darkWithTaintedZone(long start, Layout layout, RandomGenerator random) {
        long then = start + Chance.seconds(random, 600, 3_000);
        return List.of(
                new Changes.Tainted(random.nextInt(layout.zoneCount()), start, start + 7_200_000),
                dark(random.nextInt(layout.zoneCount()), then, 180, 600, random));
    }

    private static List<Fault> overload(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        long overloaded = start + 5_000;
        long end = overloaded + Chance.seconds(random, 120, 600);
        long joined = overloaded + Chance.seconds(random, 10, 60);
        long ready = joined + Chance.seconds(random, 30, 90);
        boolean readiness = random.nextBoolean();
        List<Fault> faults = new ArrayList<>();
        faults.add(new Changes.ScaleUp(zone, Math.max(1, layout.nodes() / 3), start, joined, ready));
        faults.add(new Changes.Waiting(zone, overloaded, ready, 0.5));
        if (random.nextBoolean()) {
            // Both together would be two witnesses.
            faults.add(new Changes.Impaired(zone, overloaded, end));
            return faults;
        }
        for (int service = 0; service < 2; service++) {
            faults.add(new ServiceDown(service, zone, overloaded, end, readiness));
        }
        return faults;
    }

    private static List<Fault> rollback(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        int services = 1 + random.nextInt(3);
        List<Fault> faults = new ArrayList<>();
        for (int service = 0; service < services; service++) {
            faults.add(Rollback.any(service, zone, start + Chance.seconds(random, 0, 20), layout, random));
        }
        return faults;
    }

    private static List<Fault> observersLost(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        int other = (zone + 1 + random.nextInt(layout.zoneCount() - 1)) % layout.zoneCount();
        Fault fails = random.nextBoolean()
                ? dark(zone, start, 600, 1_800, random)
                : Noises.grayZone(zone, start, start + Chance.seconds(random, 600, 1_800), layout, random);
        long lost = start + (random.nextBoolean() ? Chance.seconds(random, 0, 5) : Chance.seconds(random, 60, 300));
        return List.of(fails, new Changes.Unobserving(other, lost, lost + Chance.seconds(random, 60, 540)));
    }
}
