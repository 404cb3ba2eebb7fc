/** What is done to Services, pods and nodes that others made. */
package io.zonekeeper.controllers.zonefailover.act;
