package io.zonekeeper.core.proxy;

import java.util.Comparator;

/**
 * A server that proxies send requests to: one pod.
 *
 * @param zone the zone it runs in, by name
 * @param address its IP address
 * @param port its port
 */
public record ProxyServer(String zone, String address, int port) implements Comparable<ProxyServer> {
    private static final Comparator<ProxyServer> ORDER = Comparator.comparing(ProxyServer::zone)
            .thenComparing(ProxyServer::address)
            .thenComparingInt(ProxyServer::port);

    /** Checks that nothing in it could be read as configuration. */
    public ProxyServer {
        if (!address.matches("[0-9a-fA-F:.]+")) {
            throw new IllegalArgumentException("'%s' is not an IP address".formatted(address));
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("%d is not a port: ports are 1 to 65535".formatted(port));
        }
    }

    /** Returns whether its address is of IP version 6. */
    public boolean ipv6() {
        return address.contains(":");
    }

    /** Returns address and port as configurations write them. */
    public String hostAndPort() {
        return (ipv6() ? "[" + address + "]" : address) + ":" + port;
    }

    @Override
    public int compareTo(ProxyServer other) {
        return ORDER.compare(this, other);
    }
}
