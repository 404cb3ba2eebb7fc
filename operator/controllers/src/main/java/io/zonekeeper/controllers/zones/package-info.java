/** Zones: found from the cluster's nodes, written as Zone objects by one writer. */
package io.zonekeeper.controllers.zones;
