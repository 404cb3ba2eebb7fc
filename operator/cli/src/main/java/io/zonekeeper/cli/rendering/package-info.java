/** Prints the report of an audit: as a table for a terminal, and as a page of HTML. */
package io.zonekeeper.cli.rendering;
