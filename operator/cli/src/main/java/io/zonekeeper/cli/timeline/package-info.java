/** The command {@code incident}: what happened to a zone, from Events and statuses. */
package io.zonekeeper.cli.timeline;
