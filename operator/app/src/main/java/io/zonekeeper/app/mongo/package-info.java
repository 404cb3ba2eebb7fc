/**
 * MongoClusters: their objects in Kubernetes, what their members say over the wire, and what is done about it.
 *
 * <p>Nothing of it is loaded before there is a MongoCluster ({@link io.zonekeeper.app.mongo.MongoFeature}).
 */
package io.zonekeeper.app.mongo;
