/** The controller of ZoneFailovers. */
package io.zonekeeper.controllers.zonefailover;
