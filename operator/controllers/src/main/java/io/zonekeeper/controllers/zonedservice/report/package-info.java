/** What a ZonedService is told about itself: status and Events, written when they change. */
package io.zonekeeper.controllers.zonedservice.report;
