package io.zonekeeper.simulator.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.fault.Chance;
import io.zonekeeper.simulator.fault.Dark;
import io.zonekeeper.simulator.fault.Endpoint;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Gray;
import io.zonekeeper.simulator.fault.Late;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Pair;
import io.zonekeeper.simulator.fault.Pause;
import io.zonekeeper.simulator.fault.Restart;
import io.zonekeeper.simulator.fault.ServiceDown;
import io.zonekeeper.simulator.fault.Silent;
import io.zonekeeper.simulator.fault.Timing;
import io.zonekeeper.simulator.fault.Vantage;
import io.zonekeeper.simulator.noise.SimpleNoise.Maker;

/**
 * The noises, with their numbers. They are made up, most of them harsher than what a cluster should see: a burst of
 * loss every other week, an API server that pauses every month, a zone lost every half a year.
 */
public final class Noises {

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
                        NodeNoises::replacement),
                noise(
                        "spot-reclaim",
                        "10 % of a zone's nodes (at least one) go at once, silent for 30-60 s before they are deleted; their pods run elsewhere after 10-40 s",
                        12,
                        NodeNoises::spotReclaim),
                noise(
                        "scale-in",
                        "an autoscaler drains up to a third of a zone's nodes at once and deletes them; observers notice up to 2 s late that the drained pods are no targets any more",
                        12,
                        NodeNoises::scaleIn),
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
                        NodeNoises::deadNodes),
                real(
                        "dark-amid-dead-nodes",
                        "dead nodes in the same way; meanwhile, 1-40 min later, a zone goes dark for 3-10 min",
                        2,
                        NodeNoises::darkAmidDeadNodes),
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
                (start, layout, random) -> List.of(new ShortOutage(new Dark(
                        random.nextInt(layout.zoneCount()),
                        start,
                        start + Chance.exponential(random, 4, 30),
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
        long end = start + Chance.exponential(random, 5, 60) + 1;
        double loss = 0.3 + 0.7 * random.nextDouble();
        int zone = random.nextInt(layout.zoneCount());
        return random.nextBoolean()
                ? List.of(new Vantage(zone, false, false, start, end, loss, random.nextLong()))
                : List.of(new Pair(
                        layout.zoneCount(),
                        zone,
                        (zone + 1 + random.nextInt(layout.zoneCount() - 1)) % layout.zoneCount(),
                        start,
                        end,
                        loss,
                        random.nextLong()));
    }

    static List<Fault> cutOff(long start, Layout layout, RandomGenerator random) {
        return List.of(new Vantage(
                random.nextInt(layout.zoneCount()),
                random.nextInt(4) == 0,
                random.nextBoolean(),
                start,
                start + Chance.seconds(random, 10, 600),
                1,
                random.nextLong()));
    }

    static Fault endpoint(int spared, long start, RandomGenerator random) {
        double share = random.nextBoolean() ? 1 / 2.0 : 1 / 3.0;
        long end = start + Timing.RENEWAL + Endpoint.LATEST;
        return new Endpoint(spared, start, end, share, random.nextDouble() < share, random.nextLong());
    }

    static Fault pause(long start, RandomGenerator random) {
        return new Pause(start, start + Chance.seconds(random, 1, 60), random.nextLong());
    }

    static Fault late(long start, RandomGenerator random) {
        return new Late(start, start + Chance.seconds(random, 30, 180), 0.5, 4_000, random.nextLong());
    }

    static Fault silent(long start, Layout layout, RandomGenerator random) {
        return new Silent(
                random.nextInt(layout.zoneCount()), start, start + Chance.seconds(random, 30, 600), random.nextLong());
    }

    static Fault darkZone(long start, Layout layout, RandomGenerator random) {
        return new Dark(
                random.nextInt(layout.zoneCount()), start, start + Chance.seconds(random, 180, 600), random.nextLong());
    }

    private static Fault grayZone(int zone, long start, Layout layout, RandomGenerator random) {
        return grayZone(zone, start, start + Chance.seconds(random, 180, 600), layout, random);
    }

    static Fault grayZone(int zone, long start, long end, Layout layout, RandomGenerator random) {
        return new Gray(
                zone, start, end, 0.7 + 0.3 * random.nextDouble(), layout.targets(), random.nextInt(layout.targets()));
    }

    static List<Fault> dark(long start, Layout layout, RandomGenerator random) {
        return List.of(darkZone(start, layout, random));
    }

    private static List<Fault> gray(long start, Layout layout, RandomGenerator random) {
        return List.of(grayZone(random.nextInt(layout.zoneCount()), start, layout, random));
    }

    private static List<Fault> endpointWithZone(long start, Layout layout, RandomGenerator random) {
        Dark dark = (Dark) darkZone(start, layout, random);
        return List.of(dark, endpoint(dark.zone(), start, random));
    }

    private static List<Fault> clockStep(long start, Layout layout, RandomGenerator random) {
        Fault restart = new Restart(start + Chance.seconds(random, 0, 30));
        return random.nextBoolean()
                ? List.of(restart)
                : List.of(restart, new Late(start, start + 60_000, 0.5, 4_000, random.nextLong()));
    }

    private static List<Fault> badDeployEverywhere(long start, Layout layout, RandomGenerator random) {
        boolean all = random.nextInt(10) < 3;
        boolean readiness = random.nextBoolean();
        int one = random.nextInt(layout.services());
        long end = start + Chance.seconds(random, 60, 600);
        List<Fault> faults = new ArrayList<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            for (int service = 0; service < layout.services(); service++) {
                if (all || service == one) {
                    long begin = start + Chance.seconds(random, 0, all ? 5 : 20);
                    faults.add(new ServiceDown(service, zone, begin, end, readiness));
                }
            }
        }
        return faults;
    }

    private static List<Fault> badDeployInOneZone(long start, Layout layout, RandomGenerator random) {
        return List.of(new ServiceDown(
                random.nextInt(layout.services()),
                random.nextInt(layout.zoneCount()),
                start,
                start + Chance.seconds(random, 60, 600),
                random.nextBoolean()));
    }

    private static List<Fault> twoZones(long start, Layout layout, RandomGenerator random) {
        int spared = random.nextInt(layout.zoneCount());
        List<Fault> faults = new ArrayList<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            if (zone != spared) {
                long begin = start + Chance.seconds(random, 0, 2);
                faults.add(
                        random.nextBoolean()
                                ? new Dark(zone, begin, begin + Chance.seconds(random, 180, 600), random.nextLong())
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
            long end = begin + Chance.seconds(random, 30, 180);
            faults.add(new Dark(zone, begin, end, random.nextLong()));
            begin = end + Chance.seconds(random, 60, 400);
        }
        return faults;
    }
}
