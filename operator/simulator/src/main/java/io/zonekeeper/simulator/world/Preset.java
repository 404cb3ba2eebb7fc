package io.zonekeeper.simulator.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zonekeeper.core.health.Sensitivity;

/**
 * Numbers of the judge, with a name.
 *
 * @param name as in {@code spec.sensitivity} of the policy, or that of a point of the sweep
 * @param sensitivity the numbers
 */
public record Preset(String name, Sensitivity sensitivity) {
    private static final double[] SWEEP = {0.2, 0.5, 1, 1.5, 2, 3, 5, 7, 10};

    /** Returns the presets that a policy can name. */
    public static List<Preset> all() {
        return List.of(
                new Preset("Fast", Sensitivity.FAST),
                new Preset("Balanced", Sensitivity.BALANCED),
                new Preset("Cautious", Sensitivity.CAUTIOUS));
    }

    /** Returns Balanced with other times: the margin of a renewal, and the windows of the other signals with it. */
    public static List<Preset> sweep() {
        List<Preset> presets = new ArrayList<>();
        for (double margin : SWEEP) {
            presets.add(new Preset("%.1f s".formatted(margin), scaled(margin)));
        }
        return presets;
    }

    private static Sensitivity scaled(double marginSeconds) {
        Sensitivity b = Sensitivity.BALANCED;
        Duration window = Duration.ofMillis(Math.round(1000 * Math.max(0.5, marginSeconds)));
        return new Sensitivity(
                window,
                b.windows(),
                b.badWindows(),
                Duration.ofMillis(Math.round(1000 * marginSeconds)),
                b.silentNodes(),
                b.silentShare(),
                b.nodesShare(),
                b.targetsShare(),
                b.ownShare(),
                b.minTargets(),
                b.staleAfter(),
                b.recoverAfter());
    }
}
