package io.zonekeeper.testing.mongo;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** One conversation of SCRAM-SHA-256 as the server has it (RFC 5802, RFC 7677). */
final class Scram {
    private static final int ITERATIONS = 4096;
    private static final byte[] SALT = "zonekeeper-double".getBytes(StandardCharsets.UTF_8);

    private final String user;
    private final String password;
    private String begin = "";
    private String challenge = "";
    private String nonce = "";

    Scram(String user, String password) {
        this.user = user;
        this.password = password;
    }

    /** Answers the client's first message; empty where the user is another. */
    Optional<String> first(String message) {
        begin = message.substring(message.indexOf("n="));
        Map<String, String> fields = fields(begin);
        if (!user.equals(fields.get("n"))) {
            return Optional.empty();
        }
        nonce = fields.get("r") + UUID.randomUUID().toString().replace("-", "");
        challenge = "r=%s,s=%s,i=%d".formatted(nonce, Base64.getEncoder().encodeToString(SALT), ITERATIONS);
        return Optional.of(challenge);
    }

    /** Answers the client's proof; empty where it proves nothing. */
    Optional<String> last(String message) {
        try {
            Map<String, String> fields = fields(message);
            String text = begin + "," + challenge + "," + message.substring(0, message.indexOf(",p="));
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, 256))
                    .getEncoded();
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] signature = hmac(sha(clientKey), text);
            byte[] proof = Base64.getDecoder().decode(fields.get("p"));
            byte[] claimed = new byte[proof.length];
            for (int at = 0; at < proof.length; at++) {
                claimed[at] = (byte) (proof[at] ^ signature[at]);
            }
            if (!nonce.equals(fields.get("r")) || !MessageDigest.isEqual(claimed, clientKey)) {
                return Optional.empty();
            }
            return Optional.of("v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), text)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> fields(String message) {
        Map<String, String> fields = new HashMap<>();
        for (String field : message.split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return fields;
    }

    private static byte[] sha(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
