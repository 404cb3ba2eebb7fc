package io.zonekeeper.controllers.mongocluster.links;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * An authority and one certificate for all servers, made with the JDK's keytool. Servers show it to each other as
 * clients too, so it is good for both.
 *
 * @param store the keys
 */
public record TestCertificates(KeyStore store) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Makes them for servers of these names. */
    public static TestCertificates of(List<String> names)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("certificates");
        Path file = folder.resolve("store.p12");
        try {
            keytool(file, "ca", "-ext", "bc:critical=ca:true");
            String hosts = names.stream().map(name -> "dns:" + name).collect(Collectors.joining(","));
            for (String alias : List.of("server", "renewed")) {
                keytool(file, alias, "-signer", "ca", "-ext", "san=" + hosts, "-ext", "eku=serverAuth,clientAuth");
            }
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
            return new TestCertificates(store);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    /** Returns {@code ca.crt}. */
    public String authority() throws GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate("ca").getEncoded());
    }

    /** Returns {@code tls-combined.pem}: certificate and key. */
    public String combined() throws GeneralSecurityException {
        return combined("server");
    }

    private String combined(String alias) throws GeneralSecurityException {
        Key key = store.getKey(alias, PASSWORD);
        return pem("CERTIFICATE", store.getCertificate(alias).getEncoded()) + pem("PRIVATE KEY", key.getEncoded());
    }

    /** Returns the certificate that is in place of the first one when that was renewed, by the same authority. */
    public String renewed() throws GeneralSecurityException {
        return combined("renewed");
    }

    /** Returns a certificate of servers. */
    public X509Certificate certificate(String alias) throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate(alias);
    }

    private static void keytool(Path store, String alias, String... more) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> words = new ArrayList<>(List.of(
                keytool.toString(),
                // Run so often, and so short: half of its time is the compiler's otherwise.
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-validity",
                "2",
                "-dname",
                "CN=zonekeeper-test-" + alias,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
        words.addAll(List.of(more));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private static String pem(String what, byte[] bytes) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, text);
    }
}
