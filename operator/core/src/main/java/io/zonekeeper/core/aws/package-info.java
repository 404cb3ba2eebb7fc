/**
 * What AWS reports about zones, and what it is asked to do about load balancers and databases: ports without any SDK,
 * and the decisions as pure functions.
 */
package io.zonekeeper.core.aws;
