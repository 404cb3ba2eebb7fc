/** The controller of ZonedServices: from what one asks for and what runs to its children and its status. */
package io.zonekeeper.controllers.zonedservice;
