package io.zonekeeper.simulator.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.noise.SimpleNoise.Maker;
import io.zonekeeper.simulator.world.Fault;
import io.zonekeeper.simulator.world.Faults;
import io.zonekeeper.simulator.world.Layout;
import io.zonekeeper.simulator.world.Timing;

/**
 * The noises, with their numbers. They are made up, most of them harsher than what a cluster should see: a burst of
 * loss every other week, an API server that pauses every month, a zone lost every half a year.
 */
public final class Noises {
    /**
     * A dead node's pods run elsewhere after the node controller's grace, counted from the last renewal, and 300 s of
     * tolerance.
     */
    private static final long EVICTION = Timing.NODE_GRACE - Timing.RENEWAL + 300_000;

    private Noises() {}

    /** Returns the noises of the table, in its order. */
    public static List<Noise> all() {
        List<Noise> all = new ArrayList<>(List.of(
                new ProbeLoss(0.01),
                new ProbeLoss(0.05),
                noise(
                        "correlated-loss",
                        "a burst of 5 s on average (at most 60 s) in which 30-100 % get lost: half of them of what leaves one zone's observers and leader, half between a pair of zones, with the lease renewals that cross it",
                        26,
                        Noises::burst),
                noise(
                        "observer-cut-off",
                        "the observers and the leader of one zone reach no other zone for 10-600 s; half of the time not their own either, a quarter of the time only one of the two observers",
                        12,
                        Noises::cutOff),
                noise(
                        "api-pause",
                        "the API server answers nobody for 1-60 s",
                        12,
                        (start, layout, random) -> List.of(pause(start, random))),
                real(
                        "api-endpoint-with-zone",
                        "a zone goes dark for 3-10 min, and with it the API endpoint of 1/2 or 1/3 of all kubelets, which renew 10-45 s late; often the leader's, too",
                        2,
                        Noises::endpointWithZone),
                noise(
                        "api-endpoint",
                        "the API endpoint of 1/2 or 1/3 of all kubelets goes: they renew 10-45 s late",
                        12,
                        (start, layout, random) -> List.of(endpoint(-1, start, random))),
                noise(
                        "late-leases",
                        "for 30-180 s half of all renewals are late by 4 s on average",
                        12,
                        (start, layout, random) -> List.of(late(start, random))),
                noise(
                        "clock-step",
                        "the operator's clock jumps: no effect on steady time, but it restarts and recalls what the status records, half of the time while renewals are late",
                        12,
                        Noises::clockStep),
                noise(
                        "zone-silent-to-api",
                        "no kubelet of a zone reaches the API server for 30-600 s; pods and kubelets answer",
                        12,
                        (start, layout, random) -> List.of(silent(start, layout, random))),
                noise(
                        "node-replacement",
                        "all nodes of a zone are replaced one after the other, one in 90 s, half of them without being drained: silent for up to 20 s before they are deleted",
                        4,
                        Noises::replacement),
                noise(
                        "spot-reclaim",
                        "10 % of a zone's nodes (at least one) go at once, silent for 30-60 s before they are deleted; their pods run elsewhere after 10-40 s",
                        12,
                        Noises::spotReclaim),
                noise(
                        "scale-in",
                        "an autoscaler drains up to a third of a zone's nodes at once and deletes them; observers notice up to 2 s late that the drained pods are no targets any more",
                        12,
                        Noises::scaleIn),
                noise(
                        "deploy-everywhere",
                        "a service fails in all zones within 20 s, or (3 of 10) all services within 5 s, for 60-600 s; readiness fails half of the time",
                        12,
                        Noises::badDeployEverywhere),
                noise(
                        "deploy-in-one-zone",
                        "a service fails in one zone for 60-600 s; readiness fails half of the time",
                        12,
                        Noises::badDeployInOneZone),
                real(
                        "two-zones",
                        "two zones fail within 2 s, each dark or gray, for 3-10 min: nothing is to be done",
                        2,
                        Noises::twoZones),
                real(
                        "flapping",
                        "a zone is dark for 30-180 s, well for 60-400 s, and so on, 5-12 times",
                        1,
                        Noises::flapping),
                noise(
                        "dead-nodes",
                        "1-3 nodes, at most 2 of a zone, die within 10 min and are not deleted for an hour; meanwhile, 1-40 min later, something that is no failure: api-pause, api-endpoint, late-leases, observer-cut-off or zone-silent-to-api",
                        6,
                        Noises::deadNodes),
                real(
                        "dark-amid-dead-nodes",
                        "dead nodes in the same way; meanwhile, 1-40 min later, a zone goes dark for 3-10 min",
                        2,
                        Noises::darkAmidDeadNodes),
                real("dark", "a zone goes dark for 3-10 min", 2, Noises::dark),
                real(
                        "gray",
                        "in one zone 70-100 % of all pods fail their health checks for 3-10 min, readiness and nodes are fine",
                        2,
                        Noises::gray)));
        all.addAll(ClusterNoises.all());
        all.addAll(OperatorNoises.all());
        all.addAll(TwoZoneNoises.all());
        return all;
    }

    /** Returns the noise that the trade-off is measured with: real, but so short that leaving would be wrong. */
    public static Noise blips() {
        return noise(
                "blips",
                "a whole zone is cut off for 4 s on average (at most 30 s); to cordon it for that is counted as false",
                100,
                (start, layout, random) -> List.of(new ShortOutage(new Faults.Dark(
                        random.nextInt(layout.zoneCount()),
                        start,
                        start + Faults.exponential(random, 4, 30),
                        random.nextLong()))));
    }

    /** Returns the noises that can be asked for by name. */
    public static List<Noise> known() {
        List<Noise> known = new ArrayList<>(all());
        known.add(blips());
        return known;
    }

    /** Returns the noise of a name; empty where there is none. */
    public static Optional<Noise> named(String name) {
        return known().stream().filter(noise -> noise.name().equals(name)).findFirst();
    }

    static Noise noise(String name, String description, double perYear, Maker maker) {
        return new SimpleNoise(name, description, perYear, false, maker);
    }

    static Noise real(String name, String description, double perYear, Maker maker) {
        return new SimpleNoise(name, description, perYear, true, maker);
    }

    static List<Fault> burst(long start, Layout layout, RandomGenerator random) {
        long end = start + Faults.exponential(random, 5, 60) + 1;
        double loss = 0.3 + 0.7 * random.nextDouble();
        int zone = random.nextInt(layout.zoneCount());
        return random.nextBoolean()
                ? List.of(new Faults.Vantage(zone, false, false, start, end, loss, random.nextLong()))
                : List.of(new Faults.Pair(
                        layout.zoneCount(),
                        zone,
                        (zone + 1 + random.nextInt(layout.zoneCount() - 1)) % layout.zoneCount(),
                        start,
                        end,
                        loss,
                        random.nextLong()));
    }

    private static List<Fault> cutOff(long start, Layout layout, RandomGenerator random) {
        return List.of(new Faults.Vantage(
                random.nextInt(layout.zoneCount()),
                random.nextInt(4) == 0,
                random.nextBoolean(),
                start,
                start + Faults.seconds(random, 10, 600),
                1,
                random.nextLong()));
    }

    static Fault endpoint(int spared, long start, RandomGenerator random) {
        double share = random.nextBoolean() ? 1 / 2.0 : 1 / 3.0;
        long end = start + Timing.RENEWAL + Faults.Endpoint.LATEST;
        return new Faults.Endpoint(spared, start, end, share, random.nextDouble() < share, random.nextLong());
    }

    static Fault pause(long start, RandomGenerator random) {
        return new Faults.Pause(start, start + Faults.seconds(random, 1, 60), random.nextLong());
    }

    static Fault late(long start, RandomGenerator random) {
        return new Faults.Late(start, start + Faults.seconds(random, 30, 180), 0.5, 4_000, random.nextLong());
    }

    static Fault silent(long start, Layout layout, RandomGenerator random) {
        return new Faults.Silent(
                random.nextInt(layout.zoneCount()), start, start + Faults.seconds(random, 30, 600), random.nextLong());
    }

    static Fault darkZone(long start, Layout layout, RandomGenerator random) {
        return new Faults.Dark(
                random.nextInt(layout.zoneCount()), start, start + Faults.seconds(random, 180, 600), random.nextLong());
    }

    private static Fault grayZone(int zone, long start, Layout layout, RandomGenerator random) {
        return grayZone(zone, start, start + Faults.seconds(random, 180, 600), layout, random);
    }

    static Fault grayZone(int zone, long start, long end, Layout layout, RandomGenerator random) {
        return new Faults.Gray(
                zone, start, end, 0.7 + 0.3 * random.nextDouble(), layout.targets(), random.nextInt(layout.targets()));
    }

    static List<Fault> dark(long start, Layout layout, RandomGenerator random) {
        return List.of(darkZone(start, layout, random));
    }

    private static List<Fault> gray(long start, Layout layout, RandomGenerator random) {
        return List.of(grayZone(random.nextInt(layout.zoneCount()), start, layout, random));
    }

    private static List<Fault> endpointWithZone(long start, Layout layout, RandomGenerator random) {
        Faults.Dark dark = (Faults.Dark) darkZone(start, layout, random);
        return List.of(dark, endpoint(dark.zone(), start, random));
    }

    private static List<Fault> clockStep(long start, Layout layout, RandomGenerator random) {
        Fault restart = new Faults.Restart(start + Faults.seconds(random, 0, 30));
        return random.nextBoolean()
                ? List.of(restart)
                : List.of(restart, new Faults.Late(start, start + 60_000, 0.5, 4_000, random.nextLong()));
    }

    private static List<Fault> replacement(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        List<Fault> faults = new ArrayList<>();
        for (int node = 0; node < layout.nodes(); node++) {
            long begin = start + node * 90_000L;
            boolean drained = random.nextBoolean();
            long uncounted = drained ? begin : begin + Faults.seconds(random, 0, 20);
            faults.add(new Faults.NodeGone(
                    zone,
                    node,
                    layout,
                    drained ? begin + 30_000 : begin,
                    uncounted,
                    drained ? begin + Faults.seconds(random, 0, 2) : uncounted + 1_000,
                    begin + 80_000));
        }
        return faults;
    }

    private static List<Fault> spotReclaim(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        int count = (int) Math.ceil(0.1 * layout.nodes());
        List<Fault> faults = new ArrayList<>();
        for (int node : anyOf(layout.nodes(), count, random)) {
            faults.add(new Faults.NodeGone(
                    zone,
                    node,
                    layout,
                    start,
                    start + Faults.seconds(random, 30, 60),
                    start + Faults.seconds(random, 10, 40),
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
            long dies = start + Faults.seconds(random, 0, 600);
            faults.add(new Faults.NodeGone(zone, node, layout, dies, end, dies + EVICTION, end));
        }
        return faults;
    }

    private static long meanwhile(long start, RandomGenerator random) {
        return start + Faults.seconds(random, 60, 2_400);
    }

    private static List<Fault> deadNodes(long start, Layout layout, RandomGenerator random) {
        List<Fault> faults = dead(start, layout, random);
        long then = meanwhile(start, random);
        switch (random.nextInt(5)) {
            case 0 -> faults.add(pause(then, random));
            case 1 -> faults.add(endpoint(-1, then, random));
            case 2 -> faults.add(late(then, random));
            case 3 -> faults.addAll(cutOff(then, layout, random));
            default -> faults.add(silent(then, layout, random));
        }
        return faults;
    }

    private static List<Fault> darkAmidDeadNodes(long start, Layout layout, RandomGenerator random) {
        List<Fault> faults = dead(start, layout, random);
        faults.add(darkZone(meanwhile(start, random), layout, random));
        return faults;
    }

    private static List<Fault> scaleIn(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        int count = 1 + random.nextInt(Math.max(1, layout.nodes() / 3));
        List<Fault> faults = new ArrayList<>();
        for (int node : anyOf(layout.nodes(), count, random)) {
            faults.add(new Faults.NodeGone(
                    zone,
                    node,
                    layout,
                    start + Faults.seconds(random, 5, 60),
                    start,
                    start + Faults.seconds(random, 0, 2),
                    start + 180_000));
        }
        return faults;
    }

    /** Returns some of the first numbers, each once. */
    static List<Integer> anyOf(int numbers, int count, RandomGenerator random) {
        List<Integer> left = new ArrayList<>(
                java.util.stream.IntStream.range(0, numbers).boxed().toList());
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chosen.add(left.remove(random.nextInt(left.size())));
        }
        return chosen;
    }

    private static List<Fault> badDeployEverywhere(long start, Layout layout, RandomGenerator random) {
        boolean all = random.nextInt(10) < 3;
        boolean readiness = random.nextBoolean();
        int one = random.nextInt(layout.services());
        long end = start + Faults.seconds(random, 60, 600);
        List<Fault> faults = new ArrayList<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            for (int service = 0; service < layout.services(); service++) {
                if (all || service == one) {
                    long begin = start + Faults.seconds(random, 0, all ? 5 : 20);
                    faults.add(new Faults.ServiceDown(service, zone, begin, end, readiness));
                }
            }
        }
        return faults;
    }

    private static List<Fault> badDeployInOneZone(long start, Layout layout, RandomGenerator random) {
        return List.of(new Faults.ServiceDown(
                random.nextInt(layout.services()),
                random.nextInt(layout.zoneCount()),
                start,
                start + Faults.seconds(random, 60, 600),
                random.nextBoolean()));
    }

    private static List<Fault> twoZones(long start, Layout layout, RandomGenerator random) {
        int spared = random.nextInt(layout.zoneCount());
        List<Fault> faults = new ArrayList<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            if (zone != spared) {
                long begin = start + Faults.seconds(random, 0, 2);
                faults.add(
                        random.nextBoolean()
                                ? new Faults.Dark(
                                        zone, begin, begin + Faults.seconds(random, 180, 600), random.nextLong())
                                : grayZone(zone, begin, layout, random));
            }
        }
        return faults;
    }

    private static List<Fault> flapping(long start, Layout layout, RandomGenerator random) {
        int zone = random.nextInt(layout.zoneCount());
        int times = 5 + random.nextInt(8);
        long begin = start;
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long end = begin + Faults.seconds(random, 30, 180);
            faults.add(new Faults.Dark(zone, begin, end, random.nextLong()));
            begin = end + Faults.seconds(random, 60, 400);
        }
        return faults;
    }
}
