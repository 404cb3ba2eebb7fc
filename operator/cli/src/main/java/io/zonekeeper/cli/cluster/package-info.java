/** Access to the cluster from the command line, waiting, and errors with the action that solves them. */
package io.zonekeeper.cli.cluster;
