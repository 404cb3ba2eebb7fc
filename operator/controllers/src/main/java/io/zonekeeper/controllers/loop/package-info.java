/** Loops over what is checked as a whole, rather than object by object. */
package io.zonekeeper.controllers.loop;
