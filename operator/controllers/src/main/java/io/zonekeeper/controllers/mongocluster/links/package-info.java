/** Connections to the members and routers of a MongoCluster: credentials, certificates, and what the servers answer. */
package io.zonekeeper.controllers.mongocluster.links;
