package io.zonekeeper.manifests.proxies;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ProxyUpstream;
import io.zonekeeper.api.v1alpha1.ZonalProxySpec;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.proxy.Engine;
import io.zonekeeper.core.proxy.ProxySettings;

/**
 * What the API server refuses of a ZonalProxy, for specs that never reach one. The rules are those of
 * {@link ZonalProxySpec} and {@link ProxyUpstream}.
 */
public final class ProxySpecProblems {
    private static final int MOST_IMAGE = 512;
    private static final int MOST_PATH = 256;
    private static final int MOST_NAME = 63;
    private static final int MOST_PORT = 65_535;

    private ProxySpecProblems() {}

    /** Returns a sentence for each rule that a spec breaks. */
    public static List<String> of(ZonalProxySpec spec) {
        if (spec == null
                || spec.engine() == null
                || spec.image() == null
                || spec.listen() == null
                || spec.upstream() == null) {
            return List.of("spec needs engine, image, listen and upstream");
        }
        List<String> problems = new ArrayList<>();
        length(problems, "image", spec.image(), MOST_IMAGE);
        between(problems, "listen", spec.listen(), 1, MOST_PORT);
        between(problems, "replicasPerZone", spec.replicasPerZone(), 1, 100);
        if (spec.listen() == ProxySettings.READINESS_PORT) {
            problems.add("%d is the port of the proxy's readiness page: use another port"
                    .formatted(ProxySettings.READINESS_PORT));
        }
        Engine engine = ProxySpecs.engine(spec.engine());
        if (!engine.leastConnections() && spec.balance() == ZonalProxySpec.Balance.LEAST_CONNECTIONS) {
            problems.add("engine %s cannot balance by least connections: write balance: RoundRobin"
                    .formatted(engine.word()));
        }
        upstream(problems, spec.upstream());
        Optional.ofNullable(spec.timeouts()).ifPresent(timeouts -> {
            duration(problems, "timeouts.connect", timeouts.connect(), "10ms", "1m");
            duration(problems, "timeouts.read", timeouts.read(), "10ms", "1h");
            duration(problems, "timeouts.check", timeouts.check(), "10ms", "1m");
        });
        Optional.ofNullable(spec.retries()).ifPresent(retries -> {
            between(problems, "retries.attempts", retries.attempts(), 1, 10);
            methods(problems, Optional.ofNullable(retries.methods()).orElse(List.of()));
        });
        Optional.ofNullable(spec.rollout()).ifPresent(rollout -> {
            duration(problems, "rollout.bake", rollout.bake(), "0s", "24h");
            duration(problems, "rollout.progressDeadline", rollout.progressDeadline(), "1s", "24h");
        });
        Optional.ofNullable(spec.service()).ifPresent(service -> {
            between(problems, "service.port", service.port(), 1, MOST_PORT);
            if (service.annotations() != null && service.annotations().size() > 64) {
                problems.add("service.annotations has %d entries: 64 at most"
                        .formatted(service.annotations().size()));
            }
        });
        return problems;
    }

    private static void upstream(List<String> problems, ProxyUpstream upstream) {
        if ((upstream.zonedService() == null) == (upstream.service() == null)) {
            problems.add("an upstream is exactly one of zonedService and service");
        }
        length(problems, "upstream.zonedService", upstream.zonedService(), MOST_NAME);
        length(problems, "upstream.service", upstream.service(), MOST_NAME);
        if (upstream.port() == null) {
            problems.add("upstream needs port: the Service's port, by name or number");
        }
        String path = upstream.healthPath();
        if (path != null && (path.length() > MOST_PATH || !path.matches(ProxySettings.HEALTH_PATH))) {
            problems.add("upstream.healthPath '%s' is not a path: begin with '/' and write %d characters at most"
                    .formatted(path, MOST_PATH));
        }
    }

    private static void methods(List<String> problems, List<String> methods) {
        if (!List.of("GET", "HEAD", "OPTIONS").containsAll(methods)) {
            problems.add(
                    "only GET, HEAD and OPTIONS are retried: remove POST, PUT, PATCH, DELETE and others, which could"
                            + " take effect twice");
        }
        if (new HashSet<>(methods).size() < methods.size()) {
            problems.add("retries.methods names a method twice: name each once");
        }
    }

    private static void duration(List<String> problems, String field, String text, String least, String most) {
        if (text == null) {
            return;
        }
        try {
            Duration duration = DurationText.parse(text);
            if (duration.compareTo(DurationText.parse(least)) < 0 || duration.compareTo(DurationText.parse(most)) > 0) {
                problems.add("%s is %s: write %s to %s".formatted(field, text, least, most));
            }
        } catch (IllegalArgumentException e) {
            problems.add(field + ": " + e.getMessage());
        }
    }

    private static void between(List<String> problems, String field, Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            problems.add("%s is %d: write %d to %d".formatted(field, value, least, most));
        }
    }

    private static void length(List<String> problems, String field, String value, int most) {
        if (value != null && (value.isEmpty() || value.length() > most)) {
            problems.add("%s has %d characters: write 1 to %d".formatted(field, value.length(), most));
        }
    }
}
