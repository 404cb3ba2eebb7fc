/** Loops over what is looked at as a whole, rather than object by object. */
package io.zonekeeper.controllers.loop;
