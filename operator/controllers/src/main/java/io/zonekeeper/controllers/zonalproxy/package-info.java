/** The controller of ZonalProxies, made only when there is one. */
package io.zonekeeper.controllers.zonalproxy;
