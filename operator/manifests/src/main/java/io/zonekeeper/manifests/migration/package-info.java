/** ZonedServices made from what others wrote. */
package io.zonekeeper.manifests.migration;
