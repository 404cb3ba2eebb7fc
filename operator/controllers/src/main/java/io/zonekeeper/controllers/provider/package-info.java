/**
 * AWS: what it reports about zones, shifts of load balancers, failovers of databases.
 *
 * <p>Everything here runs on threads of its own, and nothing else waits for it: with every endpoint hanging, zones are
 * judged and left as without AWS.
 */
package io.zonekeeper.controllers.provider;
