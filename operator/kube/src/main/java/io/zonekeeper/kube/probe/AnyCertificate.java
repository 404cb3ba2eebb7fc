package io.zonekeeper.kube.probe;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS with whoever answers, as the kubelet's probes do: a check asks whether a pod serves and tells it nothing, so it
 * does not matter who it is.
 */
final class AnyCertificate {
    private AnyCertificate() {}

    /** Puts TLS on a connection; the handshake is the caller's. */
    static SSLSocket secure(Socket connection) throws IOException {
        return (SSLSocket) Factory.SOCKETS.createSocket(
                connection, connection.getInetAddress().getHostAddress(), connection.getPort(), false);
    }

    /** Made when first used: most services are checked in the clear. */
    private static final class Factory {
        static final SSLSocketFactory SOCKETS = create();

        private static SSLSocketFactory create() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new TakesAny()}, null);
                return context.getSocketFactory();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JVM has no TLS", e);
            }
        }
    }

    private static final class TakesAny extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
