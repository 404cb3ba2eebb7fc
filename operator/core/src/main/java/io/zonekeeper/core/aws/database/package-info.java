/** In which zone a database on AWS has its writer, and when it is failed over. */
package io.zonekeeper.core.aws.database;
