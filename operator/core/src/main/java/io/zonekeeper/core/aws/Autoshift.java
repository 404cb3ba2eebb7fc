package io.zonekeeper.core.aws;

/**
 * A zone that AWS itself shifts traffic away from, anywhere in the region.
 *
 * @param awayFrom ID of the zone
 * @param active whether it is under way
 */
public record Autoshift(String awayFrom, boolean active) {}
