/** Reaching the API server: one way to make a client, and decoding that no odd object can stop. */
package io.zonekeeper.kube.client;
