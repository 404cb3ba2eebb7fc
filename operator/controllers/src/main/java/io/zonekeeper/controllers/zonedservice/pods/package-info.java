/**
 * What the pods of a ZonedService and the nodes of its zones say: which are missing, stuck, left over or astray, and
 * why.
 */
package io.zonekeeper.controllers.zonedservice.pods;
