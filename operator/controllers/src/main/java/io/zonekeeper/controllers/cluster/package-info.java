/** The state of the cluster as the controllers share it: snapshots, each replaced by one writer, and their changes. */
package io.zonekeeper.controllers.cluster;
