package io.zonekeeper.aws;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * How AWS is reached.
 *
 * @param endpoint the address of all services, for a stand-in; empty for AWS' own
 * @param endpoints addresses of single services, as of VPC endpoints, by ec2, health, arc, rds, elb and cloudwatch
 */
public record AwsAccess(Optional<URI> endpoint, Map<String, URI> endpoints) {
    /** Copies the map. */
    public AwsAccess {
        endpoints = Map.copyOf(endpoints);
    }

    Optional<URI> endpointOf(String service) {
        return Optional.ofNullable(endpoints.get(service)).or(this::endpoint);
    }
}
