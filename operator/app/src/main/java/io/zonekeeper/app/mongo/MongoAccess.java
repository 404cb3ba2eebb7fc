package io.zonekeeper.app.mongo;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ServerMonitoringMode;
import com.mongodb.connection.ServerSettings;

/**
 * How the operator reaches the servers of a cluster.
 *
 * @param user the administrator; empty for no access control
 * @param password the administrator's
 * @param authority certificates that the servers' are signed by, PEM; empty for no TLS
 */
record MongoAccess(String user, String password, Optional<String> authority) {
    /**
     * With this interval the driver sends a {@code hello} that awaits changes and one that measures, so 2 in 11 s,
     * which leaves room for our own below one command in 5 s.
     */
    private static final int MONITOR_SECONDS = 11;

    private static final int CONNECT_SECONDS = 2;
    private static final int SELECT_SECONDS = 3;
    private static final int ANSWER_SECONDS = 12;

    /** Opens a client of one server that asks no other. */
    MongoClient connect(String host, Consumer<ServerSettings.Builder> listeners) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applicationName("zonekeeper")
                .applyToClusterSettings(cluster -> cluster.hosts(List.of(new ServerAddress(host)))
                        .mode(ClusterConnectionMode.SINGLE)
                        .serverSelectionTimeout(SELECT_SECONDS, TimeUnit.SECONDS))
                .applyToServerSettings(server -> {
                    server.heartbeatFrequency(MONITOR_SECONDS, TimeUnit.SECONDS)
                            .serverMonitoringMode(ServerMonitoringMode.STREAM);
                    listeners.accept(server);
                })
                .applyToConnectionPoolSettings(pool -> pool.maxSize(1).maxWaitTime(ANSWER_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(ANSWER_SECONDS, TimeUnit.SECONDS))
                .retryReads(false)
                .retryWrites(false);
        if (!user.isEmpty()) {
            settings.credential(MongoCredential.createCredential(user, "admin", password.toCharArray()));
        }
        authority.ifPresent(certificates ->
                settings.applyToSslSettings(ssl -> ssl.enabled(true).context(trusting(certificates))));
        return MongoClients.create(settings.build());
    }

    /**
     * Returns what is wrong with the certificates; empty where they can be read.
     *
     * @param certificates PEM
     */
    static Optional<String> problem(String certificates) {
        try {
            trusting(certificates);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static SSLContext trusting(String certificates) {
        try (var text = new ByteArrayInputStream(certificates.getBytes(StandardCharsets.UTF_8))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(text)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
