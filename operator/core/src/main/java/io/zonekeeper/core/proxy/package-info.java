/** Configurations of HAProxy, nginx and Varnish that prefer their zone and survive without it. */
package io.zonekeeper.core.proxy;
