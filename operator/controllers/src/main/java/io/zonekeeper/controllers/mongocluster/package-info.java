/**
 * MongoClusters: what is read of one, what is done about it, and what is said.
 *
 * <p>Nothing of it is loaded before there is a MongoCluster
 * ({@link io.zonekeeper.controllers.mongocluster.MongoFeature}).
 */
package io.zonekeeper.controllers.mongocluster;
