/** In which zone pods may be evicted. */
package io.zonekeeper.core.disruption;
