package io.zonekeeper.web.browser;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pictures with 256 colours: the page has few, and its letters shades of them. */
final class Palette {
    private static final int COLOURS = 256;

    /** Of each part of a colour, so that shades that nobody tells apart are one. */
    private static final int MASK = 0xF8F8F8;

    private Palette() {}

    /** Returns a picture with its most frequent colours; the others become the nearest of these. */
    static BufferedImage reduce(BufferedImage picture) {
        Map<Integer, int[]> shades = new HashMap<>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int colour = picture.getRGB(x, y) & 0xFFFFFF;
                int[] shade = shades.computeIfAbsent(colour & MASK, key -> new int[] {0, colour});
                shade[0]++;
            }
        }
        List<int[]> frequent = shades.values().stream()
                .sorted(Comparator.comparingInt((int[] shade) -> shade[0]).reversed())
                .limit(COLOURS)
                .toList();
        int[] colours = frequent.stream().mapToInt(shade -> shade[1]).toArray();
        Map<Integer, Integer> nearest = new HashMap<>();
        shades.keySet().forEach(key -> nearest.put(key, nearest(colours, shades.get(key)[1])));
        BufferedImage reduced = new BufferedImage(
                picture.getWidth(),
                picture.getHeight(),
                BufferedImage.TYPE_BYTE_INDEXED,
                new IndexColorModel(8, colours.length, colours, 0, false, -1, 0));
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                reduced.getRaster().setSample(x, y, 0, nearest.get(picture.getRGB(x, y) & MASK));
            }
        }
        return reduced;
    }

    private static int nearest(int[] colours, int colour) {
        int best = 0;
        for (int i = 1; i < colours.length; i++) {
            if (distance(colours[i], colour) < distance(colours[best], colour)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int a, int b) {
        int red = (a >> 16 & 0xFF) - (b >> 16 & 0xFF);
        int green = (a >> 8 & 0xFF) - (b >> 8 & 0xFF);
        int blue = (a & 0xFF) - (b & 0xFF);
        return red * red + green * green + blue * blue;
    }
}
