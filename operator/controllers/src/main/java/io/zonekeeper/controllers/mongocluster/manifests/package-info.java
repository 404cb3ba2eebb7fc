/** The objects of a MongoCluster, rendered from its spec, and their names. */
package io.zonekeeper.controllers.mongocluster.manifests;
