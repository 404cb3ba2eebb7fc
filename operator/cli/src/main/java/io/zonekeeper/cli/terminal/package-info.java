/** Input and output on the terminal: tables, colours, times, problems and exit codes. */
package io.zonekeeper.cli.terminal;
