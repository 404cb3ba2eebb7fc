/** What is read of a MongoDB cluster: pods, members, what its servers report, and what is asked for. */
package io.zonekeeper.core.mongo.facts;
