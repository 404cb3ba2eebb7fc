package io.zonekeeper.core.aws.shift;

import java.util.Collection;

/**
 * How our shifts are known: by the comment that ARC keeps with each.
 *
 * <p>It holds the UID of the ZonedService, so that neither another cluster's Zonekeeper nor a service of the same name
 * takes them for its own.
 */
public final class ShiftComment {
    private static final String PREFIX = "zonekeeper ";
    private static final int LONGEST = 128;

    private ShiftComment() {}

    /** Returns the comment of a service's shift. */
    public static String of(String uid, String service) {
        String comment = PREFIX + uid + " " + service;
        return comment.length() <= LONGEST ? comment : comment.substring(0, LONGEST);
    }

    /** Returns whether a shift was started for one of these services. */
    public static boolean ours(ZonalShift shift, Collection<String> uids) {
        return shift.kind() == ZonalShift.Kind.CUSTOMER
                && uids.stream()
                        .anyMatch(uid -> !uid.isEmpty() && shift.comment().startsWith(PREFIX + uid));
    }

    /** Returns whether a Zonekeeper started a shift, this cluster's or another's. */
    public static boolean byZonekeeper(ZonalShift shift) {
        return shift.kind() == ZonalShift.Kind.CUSTOMER && shift.comment().startsWith(PREFIX);
    }
}
