/** How controllers run: their shape, their wiring, and what they share of the operator framework. */
package io.zonekeeper.controllers.framework;
