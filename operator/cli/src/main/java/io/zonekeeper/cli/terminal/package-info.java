/** What a person sees and types: tables, colours, times, problems and exit codes. */
package io.zonekeeper.cli.terminal;
