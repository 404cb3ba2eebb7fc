package io.zonekeeper.core.placement;

/**
 * What would serve if one zone were lost now.
 *
 * @param zone the zone lost
 * @param readyLeft ready replicas in the other zones
 * @param replicas what must serve
 * @param percent {@code readyLeft} of {@code replicas}, rounded down; 100 when nothing must serve
 * @param enough whether {@code readyLeft} is all of {@code replicas}
 */
public record ZoneLoss(String zone, int readyLeft, int replicas, int percent, boolean enough) {}
