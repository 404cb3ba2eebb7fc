package io.zonekeeper.simulator.experiment;

import java.util.List;

/**
 * What was measured of a preset under a noise.
 *
 * @param preset the preset's name
 * @param noise the noise's name
 * @param nodes nodes a zone
 * @param zoneYears simulated time, in years of one zone
 * @param incidents times that something went wrong; those close together are one
 * @param suspects times that a zone became Suspect while none was
 * @param falseCordons automatic cordons of a zone that was not failing
 * @param rightCordons automatic cordons of a zone that was
 * @param earlyEnds automatic cordons that ended while the zone had been failing for a while
 * @param falseStops services taken out of a zone in which most of their pods were fine
 * @param rightStops services taken out of a zone, not cordoned, in which they failed
 * @param missed failures of a zone that ended before the verdict Unhealthy
 * @param yearsOfFalseCordons the years in which there were false cordons, as {@link Experiment#replay} numbers them
 * @param detections seconds from a zone's failure until a leader holds the verdict Unhealthy, in ascending order
 */
public record Row(
        String preset,
        String noise,
        int nodes,
        int zoneYears,
        long incidents,
        long suspects,
        long falseCordons,
        long rightCordons,
        long earlyEnds,
        long falseStops,
        long rightStops,
        long missed,
        List<Integer> yearsOfFalseCordons,
        List<Double> detections) {
    private static final double CONFIDENCE_LEFT = 0.05;

    /** Copies the lists. */
    public Row {
        yearsOfFalseCordons = List.copyOf(yearsOfFalseCordons);
        detections = List.copyOf(detections);
    }

    /** Returns false zone cordons per zone-year. */
    public double falseRate() {
        return (double) falseCordons / zoneYears;
    }

    /** Returns what the rate of false cordons is below with a confidence of 95 %: 3 in the time where none was seen. */
    public double falseRateBound() {
        return poissonBound(falseCordons) / zoneYears;
    }

    /** Returns a quantile of the detection times in seconds; NaN where there are none. */
    public double detection(double quantile) {
        if (detections.isEmpty()) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(quantile * detections.size()) - 1;
        return detections.get(Math.max(0, index));
    }

    /** The mean of a Poisson distribution that shows so few with a probability of 5 %. */
    static double poissonBound(long seen) {
        double low = 0;
        double high = seen + 10 * Math.sqrt(seen + 1.0) + 10;
        for (int i = 0; i < 100; i++) {
            double mean = (low + high) / 2;
            if (atMost(seen, mean) > CONFIDENCE_LEFT) {
                low = mean;
            } else {
                high = mean;
            }
        }
        return high;
    }

    private static double atMost(long seen, double mean) {
        // Logarithms, for e^-mean is 0 where many were seen.
        double sum = 0;
        double log = -mean;
        for (long k = 0; k <= seen; k++) {
            sum += Math.exp(log);
            log += Math.log(mean) - Math.log(k + 1.0);
        }
        return sum;
    }
}
