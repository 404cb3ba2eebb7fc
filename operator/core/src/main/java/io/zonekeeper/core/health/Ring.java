package io.zonekeeper.core.health;

/**
 * The last checks of a signal: a bit for each, the latest lowest.
 *
 * @param own 1 where it was bad in this zone alone
 * @param any 1 where it was bad
 */
public record Ring(int own, int any) {
    /** No look yet. */
    public static final Ring EMPTY = new Ring(0, 0);

    Ring push(Level level, int windows) {
        int mask = (1 << windows) - 1;
        boolean bad = level == Level.BAD || level == Level.SHARED;
        return new Ring(((own << 1) | (level == Level.BAD ? 1 : 0)) & mask, ((any << 1) | (bad ? 1 : 0)) & mask);
    }

    int ownBad() {
        return Integer.bitCount(own);
    }

    int bad() {
        return Integer.bitCount(any);
    }

    boolean clean() {
        return any == 0;
    }
}
