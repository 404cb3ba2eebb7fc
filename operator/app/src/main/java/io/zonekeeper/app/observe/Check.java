package io.zonekeeper.app.observe;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.api.v1alpha1.HealthCheck;
import io.zonekeeper.api.v1alpha1.HealthCheck.HttpGet;
import io.zonekeeper.api.v1alpha1.HealthCheck.Scheme;
import io.zonekeeper.core.DurationText;

import io.fabric8.kubernetes.api.model.IntOrString;

/**
 * A health check of a service, with its defaults filled in.
 *
 * @param name its name among the service's checks
 * @param how what is done
 * @param port the pods' port, a number or a name
 * @param period time between looks at one pod
 * @param timeout how long a look may take
 */
record Check(String name, How how, String port, Duration period, Duration timeout) {
    private static final Duration DEFAULT_PERIOD = Duration.ofSeconds(2);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    private static final int LARGEST_PORT = 65535;

    /** What is done to look at a pod. */
    sealed interface How {
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

    /** Returns what a health check asks for; empty for one that this version cannot do. */
    static Optional<Check> of(HealthCheck check) {
        try {
            return how(check)
                    .map(how -> new Check(
                            check.name(),
                            how,
                            text(
                                    check.httpGet() != null
                                            ? check.httpGet().port()
                                            : check.tcpSocket().port()),
                            duration(check.period(), DEFAULT_PERIOD),
                            duration(check.timeout(), DEFAULT_TIMEOUT)));
        } catch (IllegalArgumentException e) {
            // the API server refuses such a duration: it was stored under another version of the CRD
            return Optional.empty();
        }
    }

    /** Returns the number of the port in a pod; empty where it has none of that name. */
    OptionalInt portIn(PodFact pod) {
        if (!port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9') && port.length() <= 5) {
            int number = Integer.parseInt(port);
            return number >= 1 && number <= LARGEST_PORT ? OptionalInt.of(number) : OptionalInt.empty();
        }
        Integer named = pod.ports().get(port);
        return named == null ? OptionalInt.empty() : OptionalInt.of(named);
    }

    private static Optional<How> how(HealthCheck check) {
        if (check.httpGet() != null) {
            HttpGet get = check.httpGet();
            return Optional.of(new How.Get(Objects.requireNonNullElse(get.path(), "/"), get.scheme() == Scheme.HTTPS));
        }
        return check.tcpSocket() != null ? Optional.of(new How.Connect()) : Optional.empty();
    }

    private static String text(IntOrString port) {
        return port.getIntVal() != null
                ? port.getIntVal().toString()
                : Objects.requireNonNullElse(port.getStrVal(), "");
    }

    private static Duration duration(String text, Duration otherwise) {
        return text == null ? otherwise : DurationText.parse(text);
    }
}
