/** The way of a service's stack out of a zone and home again. */
package io.zonekeeper.core.evacuation;
