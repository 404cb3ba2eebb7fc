package io.zonekeeper.observer;

/**
 * The pods of one service in one zone.
 *
 * @param service namespace and name of the service
 * @param zone the zone's name
 */
record Stack(String service, String zone) {}
