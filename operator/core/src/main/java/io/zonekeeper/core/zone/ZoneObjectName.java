package io.zonekeeper.core.zone;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of the Kubernetes objects that identify a zone.
 *
 * <p>A zone label may hold upper case, dots and underscores; the name becomes part of the names of Services, so it must
 * be a DNS-1123 label:
 *
 * <ol>
 *   <li>A label that is one already (lower-case letters, digits and inner hyphens, at most 63 characters) is the name.
 *   <li>Else it is lower-cased, each other character becomes a hyphen, hyphens at the ends are dropped, it is cut to 57
 *       characters ({@code zone} when nothing is left), and a hyphen and five characters of its SHA-256 are appended:
 *       {@code Room_1} becomes {@code room-1-} and five of {@code a-z2-7}. So {@code Room_1} and {@code room.1} differ.
 * </ol>
 *
 * <p>The mapping must never change: objects of running services are found by it.
 */
public final class ZoneObjectName {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int HASH_CHARACTERS = 5;
    private static final int LONGEST_STEM = 63 - 1 - HASH_CHARACTERS;

    private ZoneObjectName() {}

    /** Returns the object name for a zone label, which must not be empty. */
    public static String of(String zoneLabel) {
        if (zoneLabel.isEmpty()) {
            throw new IllegalArgumentException("zoneLabel must not be empty");
        }
        if (DNS_LABEL.matcher(zoneLabel).matches()) {
            return zoneLabel;
        }
        String hyphened = zoneLabel.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-");
        String stem = trimmed(hyphened);
        stem = trimmed(stem.substring(0, Math.min(LONGEST_STEM, stem.length())));
        return (stem.isEmpty() ? "zone" : stem) + "-" + hash(zoneLabel);
    }

    private static String trimmed(String text) {
        return text.replaceAll("^-+|-+$", "");
    }

    private static String hash(String text) {
        byte[] digest = sha256(text);
        StringBuilder characters = new StringBuilder();
        for (int i = 0; i < HASH_CHARACTERS; i++) {
            characters.append(BASE_32.charAt(digest[i] & 31));
        }
        return characters.toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
