package io.zonekeeper.simulator.experiment;

import java.util.ArrayList;
import java.util.List;

import io.zonekeeper.simulator.experiment.TradeOffPicture.Point;
import io.zonekeeper.simulator.noise.Noises;
import io.zonekeeper.simulator.world.Preset;

/**
 * Measures the trade-off: for the presets and for a row of times, how soon a dark zone is found, and how often a zone
 * is cordoned for a blip.
 */
public final class Sweep {
    private Sweep() {}

    /** Returns a point for each of the sweep's times and for each preset. */
    public static List<Point> measure(Experiment experiment) {
        List<Point> points = new ArrayList<>();
        List<Preset> presets = new ArrayList<>(Preset.sweep());
        presets.addAll(Preset.all());
        for (Preset preset : presets) {
            Row dark = experiment.run(preset, Noises.named("dark").orElseThrow());
            Row blips = experiment.run(preset, Noises.blips());
            boolean named = Preset.all().contains(preset);
            points.add(new Point(preset.name(), named, dark.detection(0.95), blips.falseRate()));
        }
        return points;
    }
}
