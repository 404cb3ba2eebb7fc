package io.zonekeeper.simulator.noise;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.simulator.fault.Coincidence;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Layout;

/**
 * Every probe is lost on its own with a constant probability, all year long.
 *
 * <p>A year has 10<sup>9</sup> probes, and nearly none of them matters. So time is skipped:
 *
 * <ol>
 *   <li>A verdict needs checks which enough pods fail ("bad looks"). What a check sees is each pod's last probe by each
 *       observer: independent trials with the loss {@code f}. Observers of a zone must agree and two zones must see it,
 *       so with three zones all four observers outside must each see {@code m} or more of {@code n} pods fail. The
 *       probability of that is {@code q = P(Binomial(n, f) >= m)^4}, computed, not estimated.
 *   <li>The number of looks until the next one is bad is geometric with {@code q}: it is drawn at once.
 *   <li>Around the bad look the simulation runs in detail. The last probe of each observer and pod before it is drawn
 *       from the distribution under the condition that the look is bad (a truncated binomial, and which pods by a
 *       random choice); all other probes are independent of that condition and drawn with {@code f}.
 * </ol>
 *
 * <p>Looks a second apart share half of their probes, so bad looks come in small clusters, while here each check starts
 * one on its own. By the linearity of expectation a verdict is then counted once for <em>each</em> bad look it rests
 * on: too often by a factor of at most {@code windows}, never too seldom. What is reported is an upper bound.
 *
 * @param loss probability that a probe is lost
 */
public record ProbeLoss(double loss) implements Noise {
    private static final long LOOK = 1_000;

    @Override
    public String name() {
        return "probe-loss-%.0f".formatted(100 * loss);
    }

    @Override
    public String description() {
        return "each probe is lost independently with %.0f %%, all year long".formatted(100 * loss);
    }

    @Override
    public double perYear() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public List<Fault> year(long begin, Layout layout, RandomGenerator random) {
        List<Fault> faults = new ArrayList<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            badLooks(zone, 0, layout.targets(), begin, layout, random, faults);
            int first = 0;
            for (int pods : layout.pods()) {
                badLooks(zone, first, pods, begin, layout, random, faults);
                first += pods;
            }
        }
        return faults;
    }

    /** Draws the bad checks some pods of a zone, those of one service or all of them. */
    private void badLooks(
            int zone, int first, int pods, long begin, Layout layout, RandomGenerator random, List<Fault> faults) {
        // The laxest preset's numbers: other presets need more failures, which the same looks then contain or not.
        int enough = Math.max(Sensitivity.FAST.minTargets(), (int) Math.ceil(Sensitivity.FAST.targetsShare() * pods));
        double[] tail = tail(pods, enough);
        double q = Math.pow(tail[0], (layout.zoneCount() - 1) * Layout.OBSERVERS_PER_ZONE);
        double looks = 0;
        while (true) {
            looks += Math.log(1 - random.nextDouble()) / Math.log1p(-q);
            if (!(looks * LOOK < Noise.YEAR)) {
                return;
            }
            List<BitSet> lost = new ArrayList<>(layout.observers());
            for (int observer = 0; observer < layout.observers(); observer++) {
                BitSet ofObserver = new BitSet(layout.targets());
                for (int target = 0; target < layout.targets(); target++) {
                    ofObserver.set(target, random.nextDouble() < loss);
                }
                lost.add(ofObserver);
                if (Layout.zoneOfObserver(observer) != zone) {
                    choose(ofObserver, first, pods, failing(tail, enough, random), random);
                }
            }
            faults.add(new Coincidence(zone, begin + Math.round(looks * LOOK), lost, loss));
        }
    }

    /** Returns P(at least {@code enough} fail), and after it P(exactly enough), P(exactly enough + 1) and so on. */
    private double[] tail(int pods, int enough) {
        double[] tail = new double[pods - enough + 2];
        for (int k = enough; k <= pods; k++) {
            double ways = 1;
            for (int i = 0; i < k; i++) {
                ways = ways * (pods - i) / (i + 1);
            }
            tail[k - enough + 1] = ways * Math.pow(loss, k) * Math.pow(1 - loss, pods - k);
            tail[0] += tail[k - enough + 1];
        }
        return tail;
    }

    private static int failing(double[] tail, int enough, RandomGenerator random) {
        double left = random.nextDouble() * tail[0];
        int k = enough;
        while (k - enough + 2 < tail.length && left > tail[k - enough + 1]) {
            left -= tail[k - enough + 1];
            k++;
        }
        return k;
    }

    /** Makes exactly so many of some pods fail, any of them. */
    private static void choose(BitSet lost, int first, int pods, int count, RandomGenerator random) {
        int left = count;
        for (int i = 0; i < pods; i++) {
            boolean fails = random.nextInt(pods - i) < left;
            lost.set(first + i, fails);
            left -= fails ? 1 : 0;
        }
    }
}
