/** The command {@code completion}: scripts by which shells complete the commands. */
package io.zonekeeper.cli.completion;
