package io.zonekeeper.core.aws;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * What of AWS a namespace may have acted on: what is tagged with it, or what the policy lists. Otherwise whoever may
 * write a ZonedService could shift any load balancer of the account.
 */
public final class Allowance {
    /** The tag whose value is the namespace that may have the resource acted on. */
    public static final String TAG = "zonekeeper.io/namespace";

    private Allowance() {}

    /**
     * Returns why a resource is not acted on; empty where it may be.
     *
     * @param arn the resource
     * @param tags its tags; empty where they are not known
     * @param namespace the namespace of the object that names the resource
     * @param allowed ARNs that may be acted on for any namespace, with {@code *} for any characters
     */
    public static Optional<Refusal> objection(
            String arn, Optional<Map<String, String>> tags, String namespace, List<String> allowed) {
        if (allowed.stream().anyMatch(pattern -> matches(pattern, arn))) {
            return Optional.empty();
        }
        if (tags.isEmpty()) {
            return Optional.of(new Refusal(
                    ServiceReason.TAGS_UNKNOWN,
                    "%s is not changed: its tags could not be read, and it is not listed in spec.aws.allow of the ZoneHealthPolicy"
                            .formatted(arn)));
        }
        String tagged = tags.get().getOrDefault(TAG, "");
        if (tagged.equals(namespace)) {
            return Optional.empty();
        }
        String found = tagged.isEmpty() ? "it has no tag %s".formatted(TAG) : "its tag %s is %s".formatted(TAG, tagged);
        return Optional.of(new Refusal(
                ServiceReason.NOT_ALLOWED,
                "%s is not changed: %s. Tag it %s=%s, or list its ARN in spec.aws.allow of the ZoneHealthPolicy"
                        .formatted(arn, found, TAG, namespace)));
    }

    private static boolean matches(String pattern, String arn) {
        String regex =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.matches(regex, arn);
    }
}
