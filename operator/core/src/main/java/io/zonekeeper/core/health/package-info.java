/** Evidence of the zones' health, and what is made of it: a verdict for each zone and for each stack. */
package io.zonekeeper.core.health;
