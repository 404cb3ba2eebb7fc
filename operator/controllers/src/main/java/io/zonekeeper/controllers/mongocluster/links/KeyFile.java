package io.zonekeeper.controllers.mongocluster.links;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The keys of a key file: one, or several as a YAML list or in quotes (manual: "Rotate Keys for Self-Managed Replica
 * Sets"). White space is no part of a key.
 */
final class KeyFile {
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Pattern ITEM = Pattern.compile("(?m)^\\s*-\\s");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** So short that it tells nothing of a key, and long enough to tell two apart. */
    private static final int FINGERPRINT_BYTES = 4;

    private KeyFile() {}

    /** Returns the keys of a file. */
    static List<String> keys(String file) {
        List<String> found = new ArrayList<>();
        if (ITEM.matcher(file).find()) {
            ITEM.splitAsStream(file).map(KeyFile::plain).forEach(found::add);
        } else {
            Matcher quoted = QUOTED.matcher(file);
            while (quoted.find()) {
                found.add(plain(quoted.group()));
            }
            if (found.isEmpty()) {
                found.add(plain(file));
            }
        }
        return found.stream().filter(key -> !key.isEmpty()).toList();
    }

    /**
     * Returns what tells the keys of a file from others.
     *
     * @param salt another one for each cluster
     */
    static Set<String> fingerprints(String file, String salt) {
        return keys(file).stream().map(key -> fingerprint(salt + key)).collect(Collectors.toSet());
    }

    private static String fingerprint(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String plain(String key) {
        return SPACE.matcher(key).replaceAll("").replace("'", "").replace("\"", "");
    }
}
