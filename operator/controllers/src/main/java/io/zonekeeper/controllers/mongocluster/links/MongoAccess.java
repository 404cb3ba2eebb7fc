package io.zonekeeper.controllers.mongocluster.links;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

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
 * @param former certificates that were in their place before and are trusted too, PEM
 */
public record MongoAccess(String user, String password, Optional<String> authority, Optional<String> former) {
    /**
     * With this interval the driver sends a {@code hello} that awaits changes and one that measures, so 2 in 11 s,
     * which leaves room for our own below one command in 5 s.
     */
    private static final int MONITOR_SECONDS = 11;

    private static final int CONNECT_SECONDS = 2;
    private static final int SELECT_SECONDS = 3;
    private static final int ANSWER_SECONDS = 12;

    /** Trusts one generation of authorities. */
    public MongoAccess(String user, String password, Optional<String> authority) {
        this(user, password, authority, Optional.empty());
    }

    /** Opens a client of one server that asks no other. */
    public MongoClient connect(String host, Consumer<ServerSettings.Builder> listeners) {
        return connect(host, listeners, chain -> {});
    }

    /**
     * Opens a client of one server that asks no other.
     *
     * @param presented is told the certificates that the server presents
     */
    MongoClient connect(
            String host, Consumer<ServerSettings.Builder> listeners, Consumer<List<X509Certificate>> presented) {
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
                settings.applyToSslSettings(ssl -> ssl.enabled(true).context(trusting(certificates, presented))));
        return MongoClients.create(settings.build());
    }

    /** Whether another reaches the servers in the same way. */
    boolean same(MongoAccess other) {
        return user.equals(other.user) && password.equals(other.password) && authority.equals(other.authority);
    }

    /**
     * Returns it trusting what this one trusts, too: servers continue presenting what they read until they read their
     * files again.
     */
    public MongoAccess after(MongoAccess before) {
        List<String> kept = Stream.of(before.authority, before.former)
                .flatMap(Optional::stream)
                .filter(certificates -> !Optional.of(certificates).equals(authority))
                .toList();
        return authority.isEmpty() || kept.isEmpty()
                ? this
                : new MongoAccess(user, password, authority, Optional.of(String.join("\n", kept)));
    }

    /** Returns it without what was trusted before. */
    MongoAccess alone() {
        return new MongoAccess(user, password, authority);
    }

    /** Whether {@code ca.crt} verifies what a server presents. */
    boolean verifies(List<X509Certificate> chain) {
        return authority
                .filter(certificates -> Certificates.authority(chain, Certificates.read(certificates))
                        .isPresent())
                .isPresent();
    }

    private SSLContext trusting(String certificates, Consumer<List<X509Certificate>> presented) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate certificate : Certificates.read(certificates + "\n" + former.orElse(""))) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            TrustManager[] managers = Stream.of(trust.getTrustManagers())
                    .map(manager -> manager instanceof X509ExtendedTrustManager extended
                            ? new PresentedCertificate(extended, presented)
                            : manager)
                    .toArray(TrustManager[]::new);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
