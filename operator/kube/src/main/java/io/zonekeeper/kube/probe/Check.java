package io.zonekeeper.kube.probe;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.core.DurationText;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A health check of a service, with its defaults filled in.
 *
 * @param name its name among the service's checks
 * @param how what is done
 * @param port the pods' port, a number or a name
 * @param period time between checks one pod
 * @param timeout how long a check may take
 */
public record Check(String name, How how, String port, Duration period, Duration timeout) {
    private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(2);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    private static final int LARGEST_PORT = 65535;

    /** What is done to check a pod. */
    public sealed interface How {
        /** Opens a TCP connection. */
        record Connect() implements How {}

        /**
         * Asks for a page over HTTP/1.1.
         *
         * @param path path and query
         * @param tls whether over TLS; the certificate is not checked
         */
        record Get(String path, boolean tls) implements How {}
    }

    /**
     * Returns what a health check of a service's spec asks for; empty for one that makes no sense here, as the API
     * server takes it only under another version of the CRD.
     */
    public static Optional<Check> of(JsonNode check) {
        try {
            return how(check)
                    .map(how -> new Check(
                            check.path("name").asText(),
                            how,
                            port(check),
                            duration(check.path("period"), DEFAULT_PERIOD),
                            duration(check.path("timeout"), DEFAULT_TIMEOUT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the number of the port in a pod; empty where it has none of that name.
     *
     * @param named the pod's ports that have names
     */
    public OptionalInt portIn(Map<String, Integer> named) {
        if (!port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9') && port.length() <= 5) {
            int number = Integer.parseInt(port);
            return number >= 1 && number <= LARGEST_PORT ? OptionalInt.of(number) : OptionalInt.empty();
        }
        Integer number = named.get(port);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static Optional<How> how(JsonNode check) {
        JsonNode get = get(check);
        if (get.isObject()) {
            return Optional.of(new How.Get(
                    get.path("path").asText("/"), get.path("scheme").asText().equals("HTTPS")));
        }
        return check.path("tcpSocket").isObject() ? Optional.of(new How.Connect()) : Optional.empty();
    }

    private static String port(JsonNode check) {
        JsonNode get = get(check);
        return (get.isObject() ? get : check.path("tcpSocket")).path("port").asText();
    }

    /** What is asked for over HTTP, under either of its names. */
    private static JsonNode get(JsonNode check) {
        return check.path(check.path("httpGet").isObject() ? "httpGet" : "http");
    }

    private static Duration duration(JsonNode text, Duration otherwise) {
        return text.isTextual() ? DurationText.parse(text.asText()) : otherwise;
    }
}
