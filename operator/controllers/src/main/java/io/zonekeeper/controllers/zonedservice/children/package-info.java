/** The children of a ZonedService in the order in which they are written: stacks, Services, budgets. */
package io.zonekeeper.controllers.zonedservice.children;
