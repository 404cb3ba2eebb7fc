package io.zonekeeper.core.aws;

import java.util.List;

/**
 * A zone as {@code ec2:DescribeAvailabilityZones} tells of it.
 *
 * @param name its name in this account, as in {@code us-east-1a}
 * @param id its ID, as in {@code use1-az1}
 * @param type {@code availability-zone}, {@code local-zone} or {@code wavelength-zone}; empty where it is not told
 * @param state available, information, impaired, unavailable or constrained
 * @param messages what AWS adds
 */
public record AwsZone(String name, String id, String type, String state, List<String> messages) {
    /** Copies the list. */
    public AwsZone {
        messages = List.copyOf(messages);
    }

    /** Returns whether it is an availability zone proper: local and wavelength zones are not. */
    boolean proper() {
        return type.isEmpty() || type.equals("availability-zone");
    }
}
