package io.zonekeeper.core.service;

/**
 * A zone that a service lists.
 *
 * @param zone its name or ID, as written
 * @param weight its part of the pods against the other zones
 * @param minReplicas the fewest pods it gets
 * @param maxReplicas the most pods it gets
 */
public record ListedZone(String zone, int weight, int minReplicas, int maxReplicas) {}
