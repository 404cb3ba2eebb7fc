/**
 * Several operators that divide the ZonedServices of a cluster: one judges the zones, the others follow what it
 * decides.
 */
package io.zonekeeper.controllers.shards;
