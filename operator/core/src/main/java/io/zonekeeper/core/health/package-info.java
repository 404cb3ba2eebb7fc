/** Evidence of the zones' health, and what is made of it: a verdict for each zone, and which zones are cordoned. */
package io.zonekeeper.core.health;
