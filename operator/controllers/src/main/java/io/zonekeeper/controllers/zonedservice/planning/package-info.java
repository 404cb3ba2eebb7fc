/** From what was read of a ZonedService to a plan by core, and what else has to be known for it. */
package io.zonekeeper.controllers.zonedservice.planning;
