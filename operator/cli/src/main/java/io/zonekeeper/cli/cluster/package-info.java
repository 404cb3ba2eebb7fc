/** Reaching the cluster from the command line, waiting for it, and its errors in words that say what to do. */
package io.zonekeeper.cli.cluster;
