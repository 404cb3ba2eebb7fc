/** The support bundle: what is read for it, and what is left out. */
package io.zonekeeper.cli.report;
