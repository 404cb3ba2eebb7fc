package io.zonekeeper.kube.probe;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One thing to check again and again: a pod by one of its service's checks.
 *
 * @param address where
 * @param how what is done
 * @param period time between looks
 * @param timeout how long a check may take
 */
public record Target(InetSocketAddress address, Check.How how, Duration period, Duration timeout) {

    /**
     * Returns where a check checks a pod; empty where the pod has no such port.
     *
     * @param check the check
     * @param podAddress the pod's IP address
     * @param ports the pod's ports that have names
     */
    public static Optional<Target> of(Check check, String podAddress, Map<String, Integer> ports) {
        OptionalInt port = check.portIn(ports);
        if (port.isEmpty()) {
            return Optional.empty();
        }
        try {
            // Never a name: it would be looked up.
            InetAddress address = InetAddress.ofLiteral(podAddress);
            return Optional.of(new Target(
                    new InetSocketAddress(address, port.getAsInt()), check.how(), check.period(), check.timeout()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
