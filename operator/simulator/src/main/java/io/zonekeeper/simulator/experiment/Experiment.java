package io.zonekeeper.simulator.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.noise.Noise;
import io.zonekeeper.simulator.world.Journal;
import io.zonekeeper.simulator.world.Preset;
import io.zonekeeper.simulator.world.Tally;
import io.zonekeeper.simulator.world.World;

/**
 * Runs many years of a cluster, each with a seed of its own.
 *
 * <p>A year's seed is made of the experiment's seed, the noise and the year's number, so each preset meets the same
 * faults, and the number of threads changes nothing but the time it takes.
 *
 * @param layout the cluster, unless a noise is of one of its own
 * @param zoneYears years of one zone to simulate for each row
 * @param seed where chance begins
 * @param threads years simulated at the same time
 */
public record Experiment(Layout layout, int zoneYears, long seed, int threads) {
    private static final int CHUNK = 8;

    /** Checks the numbers. */
    public Experiment {
        if (zoneYears < 1 || threads < 1) {
            throw new IllegalArgumentException("at least one year and one thread, was " + zoneYears + ", " + threads);
        }
    }

    /** Returns what a preset does under a noise. */
    public Row run(Preset preset, Noise noise) {
        Layout layout = noise.layout(this.layout);
        int worlds = (zoneYears + layout.zoneCount() - 1) / layout.zoneCount();
        Tally tally = new Tally();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Tally>> chunks = new ArrayList<>();
            for (int first = 0; first < worlds; first += CHUNK) {
                int from = first;
                int to = Math.min(worlds, first + CHUNK);
                chunks.add(pool.submit(() -> years(preset, noise, layout, from, to)));
            }
            for (Future<Tally> chunk : chunks) {
                tally.add(chunk.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a simulated year failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return new Row(
                preset.name(),
                noise.name(),
                layout.nodes(),
                worlds * layout.zoneCount(),
                tally.incidents,
                tally.suspects,
                tally.falseCordons,
                tally.rightCordons,
                tally.earlyEnds,
                tally.falseStops,
                tally.rightStops,
                tally.missed,
                List.copyOf(tally.yearsOfFalseCordons),
                tally.sortedDetections().stream().map(millis -> millis / 1000.0).toList());
    }

    private Tally years(Preset preset, Noise noise, Layout layout, int from, int to) {
        Tally tally = new Tally();
        for (int year = from; year < to; year++) {
            Tally ofYear = world(preset, noise, layout, year).run();
            ofYear.yearsOfFalseCordons.addAll(Collections.nCopies(ofYear.falseCordons, year));
            tally.add(ofYear);
        }
        return tally;
    }

    /** Plays one of the years of {@link #run} again, and writes down what happens in it. */
    public void replay(Preset preset, Noise noise, int year, Journal journal) {
        world(preset, noise, noise.layout(layout), year).journal(journal).run();
    }

    private World world(Preset preset, Noise noise, Layout layout, int year) {
        var random = new SplittableRandom(seed * 1_000_003L + noise.name().hashCode() * 31L + year);
        List<Fault> faults = noise.year(0, layout, random.split());
        return new World(layout, preset, faults, random.split());
    }
}
