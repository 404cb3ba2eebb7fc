/** The signals of zones' health, as they come in, and the loop that has them judged. */
package io.zonekeeper.controllers.signals;
