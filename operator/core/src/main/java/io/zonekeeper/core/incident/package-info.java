/** What happened to a zone, told from the records that are left of it. */
package io.zonekeeper.core.incident;
