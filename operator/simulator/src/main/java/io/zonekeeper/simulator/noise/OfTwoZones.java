package io.zonekeeper.simulator.noise;

import java.util.List;
import java.util.random.RandomGenerator;

import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;

/**
 * A noise in a cluster of two zones: probes are no evidence there, and the kubelets of the leader's own zone are the
 * only controls.
 */
record OfTwoZones(Noise noise) implements Noise {
    @Override
    public String name() {
        return "of-two-" + noise.name();
    }

    @Override
    public String description() {
        return "in a cluster of two zones: " + noise.description();
    }

    @Override
    public double perYear() {
        return noise.perYear();
    }

    @Override
    public boolean real() {
        return noise.real();
    }

    @Override
    public Layout layout(Layout asked) {
        return asked.ofTwoZones();
    }

    @Override
    public List<Fault> year(long begin, Layout layout, RandomGenerator random) {
        return noise.year(begin, layout, random);
    }
}
