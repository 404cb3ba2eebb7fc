package io.zonekeeper.kube.probe;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** The one request that is sent. */
final class HttpRequest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private HttpRequest() {}

    /**
     * Returns a GET that asks for the connection to be closed after the answer.
     *
     * @param path path and query; what may not stand in a request line is escaped, so that nothing can be smuggled in
     * @param address where it goes
     */
    static byte[] get(String path, InetSocketAddress address) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: zonekeeper-observer\r\nAccept: */*\r\nConnection: close\r\n\r\n"
                .formatted(escaped(path), host(address))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String host(InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress();
        // A scope, as in fe80::1%eth0, belongs to this machine alone.
        String literal = address.getAddress() instanceof Inet6Address ? "[" + ip.split("%", 2)[0] + "]" : ip;
        return (literal + ":" + address.getPort()).toLowerCase(Locale.ROOT);
    }

    private static String escaped(String path) {
        StringBuilder escaped = new StringBuilder();
        if (!path.startsWith("/")) {
            escaped.append('/');
        }
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f) {
                escaped.append((char) b);
            } else {
                escaped.append('%').append(HEX.toHexDigits(b));
            }
        }
        return escaped.toString();
    }
}
