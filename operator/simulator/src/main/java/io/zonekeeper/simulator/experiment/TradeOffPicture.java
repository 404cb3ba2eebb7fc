package io.zonekeeper.simulator.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/**
 * The trade-off as a picture: the later a dark zone is found, the fewer zones are left for nothing.
 *
 * <p>The same points give the same SVG. Text is left to the viewer's fonts.
 */
public final class TradeOffPicture {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 520;
    private static final int LEFT = 90;
    private static final int RIGHT = 830;
    private static final int TOP = 60;
    /** Where the logarithmic scale ends; below it is the line of points at which nothing was seen. */
    private static final int BOTTOM = 410;

    private static final int NONE = 440;

    /**
     * Numbers of the judge, as measured.
     *
     * @param label the preset's name, or the margin
     * @param named whether a policy can name it
     * @param seconds detection time of a dark zone, 95th percentile
     * @param falsePerZoneYear zones cordoned for a blip, a zone-year
     */
    public record Point(String label, boolean named, double seconds, double falsePerZoneYear) {}

    private final List<Point> points;
    private final String caption;
    private final double mostSeconds;
    private final int lowest;
    private final int highest;
    private final StringBuilder svg = new StringBuilder();
    private final Formatter out = new Formatter(svg, Locale.ROOT);

    private TradeOffPicture(List<Point> points, String caption) {
        this.points = points;
        this.caption = caption;
        double seconds = points.stream().mapToDouble(Point::seconds).max().orElse(1);
        mostSeconds = Math.ceil(seconds / 5) * 5;
        double least = points.stream()
                .mapToDouble(Point::falsePerZoneYear)
                .filter(rate -> rate > 0)
                .min()
                .orElse(0.1);
        double most = points.stream().mapToDouble(Point::falsePerZoneYear).max().orElse(1);
        lowest = (int) Math.floor(Math.log10(least));
        highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10(Math.max(most, least))));
    }

    /**
     * Returns the picture.
     *
     * @param points those of the sweep are joined by a line
     * @param caption a sentence below the title
     */
    public static String svg(List<Point> points, String caption) {
        return new TradeOffPicture(points, caption).draw();
    }

    private String draw() {
        out.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n",
                WIDTH, HEIGHT);
        out.format("<title>Detection time against false zone cordons</title>\n");
        out.format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, HEIGHT);
        out.format(
                "<text x=\"%d\" y=\"26\" font-size=\"17\">How soon a dark zone is found, and what that costs</text>\n",
                LEFT);
        out.format("<text x=\"%d\" y=\"46\" fill=\"#555555\">%s</text>\n", LEFT, escaped(caption));
        axes();
        curve();
        points.forEach(this::mark);
        out.format("</svg>\n");
        return svg.toString();
    }

    private void axes() {
        for (int power = lowest; power <= highest; power++) {
            double y = y(Math.pow(10, power));
            out.format("<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>\n", LEFT, y, RIGHT, y);
            String label = power < 0 ? "0.%s1".formatted("0".repeat(-power - 1)) : "1" + "0".repeat(power);
            out.format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 8, y + 4, label);
        }
        out.format(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#999999\" stroke-dasharray=\"5 4\"/>\n",
                LEFT, NONE, RIGHT, NONE);
        out.format("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">none seen</text>\n", LEFT - 8, NONE + 4);
        double step = mostSeconds > 60 ? 20 : mostSeconds > 25 ? 5 : 2;
        for (double seconds = 0; seconds <= mostSeconds; seconds += step) {
            double x = x(seconds);
            out.format(
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#eeeeee\"/>\n", x, TOP, x, NONE + 10);
            out.format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>\n", x, NONE + 28, seconds);
        }
        out.format(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">seconds from the failure to the verdict Unhealthy, 95th percentile</text>\n",
                (LEFT + RIGHT) / 2, NONE + 52);
        out.format(
                "<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\">false zone cordons a zone-year (log)</text>\n",
                (TOP + BOTTOM) / 2);
        out.format("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#333333\"/>\n", LEFT, TOP, LEFT, NONE + 10);
    }

    private void curve() {
        List<Point> sweep =
                new ArrayList<>(points.stream().filter(point -> !point.named()).toList());
        sweep.sort(Comparator.comparingDouble(Point::seconds));
        StringBuilder path = new StringBuilder();
        sweep.forEach(point ->
                path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.seconds()), y(point.falsePerZoneYear()))));
        out.format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"#3b6ea5\" stroke-width=\"2\"/>\n",
                path.toString().strip());
    }

    private void mark(Point point) {
        double x = x(point.seconds());
        double y = y(point.falsePerZoneYear());
        String colour = point.named() ? "#c0392b" : "#3b6ea5";
        out.format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"/>\n", x, y, point.named() ? 7 : 4, colour);
        // Names stand above on the right, margins below on the left, so that they do not cover each other.
        boolean named = point.named();
        out.format(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>\n",
                named ? x + 10 : x - 8,
                named ? y - 8 : y + 16,
                named ? "start" : "end",
                colour,
                named ? " font-weight=\"bold\"" : "",
                escaped(point.label()));
    }

    private double x(double seconds) {
        return LEFT + (RIGHT - LEFT) * seconds / mostSeconds;
    }

    private double y(double rate) {
        if (rate <= 0) {
            return NONE;
        }
        return BOTTOM - (BOTTOM - TOP) * (Math.log10(rate) - lowest) / (highest - lowest);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
