package io.zonekeeper.controllers.mongocluster.links;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Reads certificates from PEM, and finds which authority signed one. */
public final class Certificates {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final int FINGERPRINT_BYTES = 8;
    private static final int LONGEST_CHAIN = 10;

    private Certificates() {}

    /**
     * Returns the certificates of a text, in its order; what else is in it, as a private key, is passed over.
     *
     * @throws IllegalArgumentException where one cannot be read
     */
    static List<X509Certificate> read(String pem) {
        List<X509Certificate> found = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(pem);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                found.add((X509Certificate) factory.generateCertificate(
                        new ByteArrayInputStream(blocks.group().getBytes(US_ASCII))));
            }
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return found;
    }

    /** Returns what identifies a certificate. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * Returns the authority that a chain leads to; empty where it leads to none of these. Whether the certificates are
     * still valid is not asked.
     *
     * @param chain a certificate, then those between it and its authority
     */
    static Optional<X509Certificate> authority(List<X509Certificate> chain, List<X509Certificate> authorities) {
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        X509Certificate current = chain.getFirst();
        for (int step = 0; step < LONGEST_CHAIN; step++) {
            X509Certificate signed = current;
            Optional<X509Certificate> found = authorities.stream()
                    .filter(authority -> authority.equals(signed) || signed(signed, authority.getPublicKey()))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
            Optional<X509Certificate> next = chain.stream()
                    .filter(other -> !other.equals(signed) && signed(signed, other.getPublicKey()))
                    .findFirst();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            current = next.get();
        }
        return Optional.empty();
    }

    private static boolean signed(X509Certificate certificate, PublicKey key) {
        try {
            certificate.verify(key);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
