/** Events: what a user should hear of an object, repeated ones counted on one Event. */
package io.zonekeeper.kube.events;
