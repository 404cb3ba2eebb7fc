/**
 * Availability zones: what they are called, which there are, and what the evidence reports about them.
 *
 * <p>{@link io.zonekeeper.core.zone.ZoneDiscovery} makes the Zone objects out of the nodes,
 * {@link io.zonekeeper.core.zone.ZoneCatalog} finds a zone by what a user wrote.
 */
package io.zonekeeper.core.zone;
