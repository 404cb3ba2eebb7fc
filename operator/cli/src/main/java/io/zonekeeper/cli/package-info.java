/** The command line: what a person asks of the operator's zones and services, and tells them. */
package io.zonekeeper.cli;
