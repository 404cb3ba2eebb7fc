package io.zonekeeper.kube.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.zonekeeper.kube.config.OperatorConfig.LeaderElection;
import io.zonekeeper.kube.config.OperatorConfig.Listen;
import io.zonekeeper.kube.config.OperatorConfig.Log;
import io.zonekeeper.kube.config.OperatorConfig.Notifications;
import io.zonekeeper.kube.config.OperatorConfig.Shard;
import io.zonekeeper.kube.config.OperatorConfig.Web;
import io.zonekeeper.kube.notifications.NotificationType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads the configuration: a YAML file, over it the environment ({@code ZONEKEEPER_LOG_LEVEL} for {@code log.level}).
 */
public final class ConfigLoader {
    private static final Pattern SHARD = Pattern.compile("(?<index>\\d{1,2})/(?<count>\\d{1,2})");
    private static final int MOST_SHARDS = 32;

    private ConfigLoader() {}

    /**
     * Returns the configuration.
     *
     * @param file the YAML file; empty for defaults
     * @param environment the process's environment
     * @throws ConfigException when the file cannot be read, a key is unknown or a value is wrong
     */
    public static OperatorConfig load(Optional<Path> file, Map<String, String> environment) {
        Keys keys = new Keys(file.map(ConfigLoader::read).orElseGet(JsonNodeFactory.instance::objectNode), environment);
        Shard shard = shard(keys);
        OperatorConfig config = new OperatorConfig(
                keys.text("namespace", "zonekeeper-system"),
                keys.texts("namespaces"),
                shard,
                leaderElection(keys, shard),
                new Listen(keys.text("listen.address", "0.0.0.0"), keys.number("listen.port", 8080, 0, 65535)),
                new Log(
                        keys.oneOf("log.level", "info", Set.of("error", "warn", "info", "debug", "trace")),
                        keys.oneOf("log.format", "json", Set.of("json", "text"))),
                keys.number("workers", 8, 1, 256),
                Integer.parseInt(keys.oneOf("slots", "8", Set.of("8", "16"))),
                keys.tree("defaultPolicy"),
                Optional.of(keys.text("zone", "")).filter(zone -> !zone.isBlank()),
                aws(keys),
                keys.flag("failovers", false),
                web(keys),
                notifications(keys));
        keys.refuseUnknown();
        if (shard.divided() && !config.namespaces().isEmpty()) {
            throw new ConfigException("shard: operators that divide services by their namespaces manage all namespaces:"
                    + " leave out either shard or namespaces");
        }
        return config;
    }

    private static Shard shard(Keys keys) {
        String text = keys.text("shard", Shard.WHOLE.toString());
        Matcher share = SHARD.matcher(text);
        if (share.matches()) {
            int index = Integer.parseInt(share.group("index"));
            int count = Integer.parseInt(share.group("count"));
            if (index < count && count <= MOST_SHARDS) {
                return new Shard(index, count);
            }
        }
        throw new ConfigException(
                "shard: '%s' is not INDEX/COUNT with an index from 0 to COUNT - 1 and at most %d shards, as in 0/3"
                        .formatted(text, MOST_SHARDS));
    }

    private static LeaderElection leaderElection(Keys keys, Shard shard) {
        var election = new LeaderElection(
                keys.flag("leaderElection.enabled", true),
                shard.ownLease(keys.text("leaderElection.leaseName", "zonekeeper")),
                keys.duration("leaderElection.leaseDuration", Duration.ofSeconds(4)),
                keys.duration("leaderElection.renewDeadline", Duration.ofSeconds(3)),
                keys.duration("leaderElection.retryPeriod", Duration.ofSeconds(1)));
        if (election.leaseDuration().compareTo(election.renewDeadline()) <= 0
                || election.renewDeadline().compareTo(election.retryPeriod()) <= 0) {
            throw new ConfigException(
                    "leaderElection: leaseDuration must be longer than renewDeadline, and renewDeadline longer"
                            + " than retryPeriod, as in 4s, 3s and 1s");
        }
        if (shard.divided() && !election.enabled()) {
            throw new ConfigException("shard: operators that divide services need leaderElection.enabled: true");
        }
        return election;
    }

    private static Web web(Keys keys) {
        return new Web(
                keys.flag("web.enabled", false),
                keys.number("web.port", 8090, 0, 65535),
                keys.oneOf("web.authentication", "portForward", Set.of("portForward", "token"))
                                .equals("token")
                        ? Web.Authentication.TOKEN
                        : Web.Authentication.PORT_FORWARD);
    }

    private static Notifications notifications(Keys keys) {
        var notifications = new Notifications(
                uri(keys, "notifications.webhook.url"),
                keys.text("notifications.source", "/zonekeeper/" + keys.text("namespace", "zonekeeper-system")),
                keys.texts("notifications.types"),
                keys.text("notifications.webhook.headerName", "Authorization"),
                Optional.of(keys.text("notifications.webhook.headerFile", ""))
                        .filter(file -> !file.isBlank())
                        .map(Path::of),
                keys.duration("notifications.webhook.timeout", Duration.ofSeconds(10)));
        for (String type : notifications.types()) {
            if (NotificationType.named(type).isEmpty()) {
                throw new ConfigException("notifications.types: '%s' is none of %s"
                        .formatted(
                                type,
                                Arrays.stream(NotificationType.values())
                                        .map(NotificationType::word)
                                        .collect(Collectors.joining(", "))));
            }
        }
        if (notifications.timeout().compareTo(Duration.ofMillis(100)) < 0) {
            throw new ConfigException("notifications.webhook.timeout must be at least 100ms");
        }
        try {
            if (new URI(notifications.source()).toString().isEmpty()) {
                throw new ConfigException("notifications.source must not be empty: name the cluster in it");
            }
        } catch (URISyntaxException e) {
            throw new ConfigException("notifications.source: '%s' is no URI reference: write it as /clusters/NAME"
                    .formatted(notifications.source()));
        }
        return notifications;
    }

    private static OperatorConfig.Aws aws(Keys keys) {
        Map<String, URI> endpoints = new TreeMap<>();
        for (String service : List.of("ec2", "health", "arc", "rds", "elb", "cloudwatch")) {
            uri(keys, "aws.endpoints." + service).ifPresent(uri -> endpoints.put(service, uri));
        }
        var aws = new OperatorConfig.Aws(
                keys.flag("aws.enabled", false),
                Optional.of(keys.text("aws.region", "")).filter(region -> !region.isBlank()),
                uri(keys, "aws.endpoint"),
                endpoints,
                keys.duration("aws.pollInterval", Duration.ofSeconds(30)),
                keys.duration("aws.shiftExpiresIn", Duration.ofMinutes(30)));
        if (aws.pollInterval().compareTo(Duration.ofMillis(100)) < 0) {
            throw new ConfigException("aws.pollInterval must be at least 100ms");
        }
        if (aws.shiftExpiresIn().compareTo(Duration.ofMinutes(2)) < 0
                || aws.shiftExpiresIn().compareTo(Duration.ofDays(3)) > 0) {
            throw new ConfigException("aws.shiftExpiresIn must be from 2m to 72h");
        }
        return aws;
    }

    private static Optional<URI> uri(Keys keys, String key) {
        String text = keys.text(key, "");
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && uri.getScheme().matches("https?")) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // Refused as what else is no address.
        }
        throw new ConfigException("%s: '%s' is not an address: write it as https://HOST:PORT".formatted(key, text));
    }

    private static JsonNode read(Path file) {
        try {
            JsonNode root = new ObjectMapper(new YAMLFactory()).readTree(Files.readString(file));
            if (root == null || root.isNull() || root.isMissingNode()) {
                return JsonNodeFactory.instance.objectNode();
            }
            if (!root.isObject()) {
                throw new ConfigException(file + ": expected keys and values, as in 'log: {level: info}'");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + " is not valid YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ConfigException("cannot read the configuration " + file + ": " + e.getMessage());
        }
    }
}
