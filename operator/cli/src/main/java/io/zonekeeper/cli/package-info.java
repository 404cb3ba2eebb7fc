/** The command line: shows and changes zones and services through the API server. */
package io.zonekeeper.cli;
