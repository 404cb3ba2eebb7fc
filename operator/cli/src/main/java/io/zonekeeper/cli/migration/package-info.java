/** The migration of Deployments to ZonedServices. */
package io.zonekeeper.cli.migration;
