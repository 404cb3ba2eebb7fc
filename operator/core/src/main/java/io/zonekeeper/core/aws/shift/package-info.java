/** Zonal shifts: which run, and which are started, renewed and cancelled. */
package io.zonekeeper.core.aws.shift;
