package io.zonekeeper.web.view;

/**
 * What would be ready if a zone were lost now.
 *
 * @param ready ready pods in the other zones
 * @param percent the same as a share of the replicas
 */
public record Loss(int ready, int percent) {}
