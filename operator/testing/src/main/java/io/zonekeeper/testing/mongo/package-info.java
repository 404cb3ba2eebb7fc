/**
 * A double of MongoDB's servers that speaks their wire protocol and keeps their rules of replica sets and routers, for
 * there is no mongod on the machines that run the tests. Each rule it keeps is tested beside the manual's page that
 * reports it.
 */
package io.zonekeeper.testing.mongo;
