package io.zonekeeper.simulator.noise;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;

/**
 * A noise that comes at random moments.
 *
 * @param name its name
 * @param description what happens, with its numbers
 * @param perYear how often
 * @param real whether a zone really fails
 * @param maker makes one incident
 */
record SimpleNoise(String name, String description, double perYear, boolean real, Maker maker) implements Noise {

    /** Makes one incident. */
    interface Maker {
        List<Fault> make(long start, Layout layout, RandomGenerator random);
    }

    @Override
    public List<Fault> year(long begin, Layout layout, RandomGenerator random) {
        List<Fault> faults = new ArrayList<>();
        // Between the arrivals of a Poisson process lie exponentially distributed times.
        double mean = YEAR / perYear;
        double at = -mean * Math.log(1 - random.nextDouble());
        while (at < YEAR) {
            faults.addAll(maker.make(begin + Math.round(at), layout, random));
            at += -mean * Math.log(1 - random.nextDouble());
        }
        return faults;
    }
}
