package io.zonekeeper.app.mongo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * An authority and one certificate for all servers, made with the JDK's keytool. Servers show it to each other as
 * clients too, so it is good for both.
 *
 * @param store the keys
 */
record TestCertificates(KeyStore store) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Makes them for servers of these names. */
    static TestCertificates of(List<String> names) throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("certificates");
        Path file = folder.resolve("store.p12");
        try {
            keytool(file, "ca", "-ext", "bc:critical=ca:true");
            String hosts = names.stream().map(name -> "dns:" + name).collect(Collectors.joining(","));
            keytool(file, "server", "-signer", "ca", "-ext", "san=" + hosts, "-ext", "eku=serverAuth,clientAuth");
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
            return new TestCertificates(store);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    /** Returns {@code ca.crt}. */
    String authority() throws GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate("ca").getEncoded());
    }

    /** Returns {@code tls-combined.pem}: certificate and key. */
    String combined() throws GeneralSecurityException {
        Key key = store.getKey("server", PASSWORD);
        return pem("CERTIFICATE", store.getCertificate("server").getEncoded()) + pem("PRIVATE KEY", key.getEncoded());
    }

    /** Returns what makes the sockets of a server in this JVM. */
    ServerSocketFactory sockets() throws GeneralSecurityException, IOException {
        KeyStore server = KeyStore.getInstance("PKCS12");
        server.load(null, null);
        server.setKeyEntry("server", store.getKey("server", PASSWORD), PASSWORD, store.getCertificateChain("server"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(server, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private static void keytool(Path store, String alias, String... more) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> words = new ArrayList<>(List.of(
                keytool.toString(),
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
