/**
 * MongoDB clusters: who can write, whether mongos may be restarted, and what is to be done next.
 *
 * <p>Terms are MongoDB's. Facts come from {@code hello} and {@code replSetGetStatus} of every member.
 */
package io.zonekeeper.core.mongo;
